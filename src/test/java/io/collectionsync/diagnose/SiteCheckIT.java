package io.collectionsync.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.site.SiteProbe;
import io.collectionsync.testkit.LogLines;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command check says of a site database that is not as it should be: one line for a cause, with its fix. */
class SiteCheckIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> VIEWS = List.of("v_Collection", "v_FullCollectionMembership", "v_R_System");

    @TempDir
    private Path home;

    private Sandbox sandbox;
    private Scene scene;

    @BeforeEach
    void startSandbox() {
        sandbox = Scene.sandbox(200);
        scene = new Scene(sandbox, home);
    }

    @AfterEach
    void stopSandbox() {
        scene.close();
        sandbox.close();
    }

    @Test
    void aSiteAsItShouldBeHasNoFaultAndTellsWhatItIs() {
        assertThat(lines(true))
                .anyMatch(line -> line.contains("site PS1 build 5.00.9135.1000"))
                .anyMatch(line -> line.contains("AADDeviceID is "));
        assertThat(scene.run("check").exit()).isZero();
    }

    @Test
    void atStartProductVersionSiteCodeAndBuildAreLogged() {
        try (var log = new LogLines()) {
            SiteProbe.logAbout(scene.live.engine().wiring().site);

            Awaitility.await().untilAsserted(() -> assertThat(log.from(Level.INFO))
                    .filteredOn(line -> line.startsWith("site database answered: about=\"H2 "))
                    .singleElement()
                    .asString()
                    .endsWith("database CM_PS1, site PS1 build 5.00.9135.1000\""));
        }
    }

    @Test
    void anEmptyDatabaseIsNoSiteDatabase() {
        VIEWS.forEach(sandbox.site()::dropView);

        assertThat(fault())
                .contains(
                        "has none of dbo.v_Collection, dbo.v_FullCollectionMembership, dbo.v_R_System",
                        "correct databaseName in configmgr.url");
    }

    @Test
    void aMissingViewIsNamed() {
        sandbox.site().dropView("v_R_System");

        assertThat(fault()).contains("has no dbo.v_R_System", "configmgr.view.*");
    }

    @Test
    void aSiteWithoutTheEntraColumnsIsTold() {
        sandbox.site().dropColumn("v_R_System", "AADDeviceID");
        sandbox.site().dropColumn("v_R_System", "AADTenantID");

        assertThat(fault()).contains("view dbo.v_R_System", "lacks AADDeviceID, AADTenantID", "update the site");
    }

    @Test
    void missingGrantsAreNamedWithTheStatementsThatMendThem() {
        VIEWS.forEach(sandbox.site()::revokeSelect);

        assertThat(fault())
                .contains(
                        "may not read dbo.v_Collection",
                        "GRANT SELECT ON dbo.v_Collection TO [collection-sync-reader];",
                        "GRANT SELECT ON dbo.v_FullCollectionMembership TO [collection-sync-reader];",
                        "GRANT SELECT ON dbo.v_R_System TO [collection-sync-reader];");
    }

    @Test
    void theGrantsOfTheShippedFileAreEnough() throws IOException {
        var site = sandbox.site();
        site.execute("CREATE ROLE [collection-sync-reader]");
        site.execute("CREATE USER narrow PASSWORD '" + site.password() + "'");
        site.execute("GRANT [collection-sync-reader] TO narrow");
        scene.live.set("configmgr.username = narrow");
        var ring = scene.mapping("ring", 0, 20);
        assertThat(fault()).contains("GRANT SELECT ON");

        Files.readAllLines(Path.of("config/sql/grants.sql")).stream()
                .filter(line -> line.startsWith("GRANT "))
                .forEach(site::execute);

        assertThat(scene.run("check").exit()).isZero();
        assertThat(scene.run("apply").exit()).isZero();
        assertThat(ring.group.members()).isEqualTo(ring.objects());
    }

    @Test
    void aDatabaseOfThatNameDoesNotExist() {
        scene.live.edit("config/application.properties", text -> text.replace("/CM_PS1;", "/CM_XYZ;"));

        assertThat(fault()).contains("or the database does not exist", "the name of the database in configmgr.url");
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUpInTime() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            scene.live.set(sqlServer(silent));

            assertThat(fault()).startsWith("site database: Site database: it did not answer in time");
        }
    }

    @Test
    void aServerThatIsNotThereIsTold() throws IOException {
        try (var gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            scene.live.set(sqlServer(gone));
        }

        assertThat(fault()).startsWith("site database: Site database: no connection, or it was lost");
    }

    @Test
    void aWrongPasswordIsTold() throws IOException {
        Files.writeString(home.resolve("config/secrets/configmgr-password"), "mistyped");

        assertThat(fault())
                .startsWith("site database: Site database: the login failed")
                .doesNotContain("mistyped");
    }

    @Test
    void aViewThatTheSiteWrapsIsReadUnderItsOwnName() {
        sandbox.site().execute("CREATE SCHEMA reporting");
        sandbox.site().execute("CREATE VIEW reporting.machines AS SELECT * FROM dbo.v_R_System");
        sandbox.site().execute("GRANT SELECT ON reporting.machines TO collection_sync");
        sandbox.site().revokeSelect("v_R_System");
        assertThat(fault()).contains("GRANT SELECT ON dbo.v_R_System");
        scene.live.set("configmgr.view.system = reporting.machines");

        assertThat(lines(false)).isEmpty();
    }

    @Test
    void devicesOnWhichTheTwoSourcesDisagreeAreCountedWithExamples() {
        var resource = sandbox.site().members("PS100012").get(0);
        sandbox.site().setKeyDeviceId(resource, "12345678-1234-1234-1234-123456789012");

        assertThat(lines(true))
                .filteredOn(line -> line.startsWith("device source views: "))
                .singleElement()
                .asString()
                .startsWith("device source views: 1 of ")
                .contains("(resource " + resource + ")", "12345678-1234-1234-1234-123456789012");
    }

    @Test
    void collectionsOfTwoKindsAndUnknownNamesAreFaultsWithTheirCandidates() {
        var contoso = sandbox.tenant("contoso");
        scene.live
                .map("name: mixed, tenant: contoso, collections: [PS100012, PS100020], group: "
                        + contoso.group("sg-empty").id())
                .map("name: renamed, tenant: contoso, collections: [Finance notebooks], group: "
                        + contoso.group("sg-kiosks").id());

        assertThat(lines(false))
                .hasSize(2)
                .anyMatch(line -> line.contains("PS100012 (Pilot ring), PS100020 (Sales staff)"))
                .anyMatch(line -> line.contains("Finance notebooks does not exist")
                        && line.contains("PS100014 (Finance laptops)"));
    }

    /** @return the one line of what is wrong, printed in time with exit code 1 */
    private String fault() {
        long start = System.nanoTime();
        var check = scene.run("check");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        assertThat(check.exit()).isEqualTo(1);
        assertThat(check.out().lines().filter(line -> line.startsWith("FAULT ")))
                .hasSize(1);
        return check.out()
                .lines()
                .filter(line -> line.startsWith("FAULT "))
                .findFirst()
                .orElseThrow()
                .substring(6);
    }

    private static String sqlServer(ServerSocket server) {
        return "configmgr.url = jdbc:sqlserver://127.0.0.1:" + server.getLocalPort() + ";databaseName=CM_PS1";
    }

    private List<String> lines(boolean ok) {
        var lines = new ArrayList<String>();
        scene.run("check", "--json").json().path("checks").forEach(check -> {
            if (check.path("ok").asBoolean() == ok) {
                lines.add(check.path("subject").asText() + ": "
                        + check.path("line").asText());
            }
        });
        return lines;
    }
}
