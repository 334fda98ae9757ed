package io.collectionsync.collection;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What check says of a site database that is not as it should be: one line for one cause, with its mend. */
class SiteProbeTest {

    private static final List<String> VIEWS = List.of("v_Collection", "v_FullCollectionMembership", "v_R_System");

    @TempDir
    private Path home;
    private Sandbox sandbox;

    @BeforeEach
    void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
        sandbox.writeHome(home, Path.of("routes"));
    }

    @AfterEach
    void stopSandbox() {
        sandbox.close();
    }

    @Test
    void aSiteAsItShouldBeHasNoFaultAndTellsWhatItIs() {
        assertThat(faults()).isEmpty();
        assertThat(check()).anyMatch(finding -> finding.line().contains("site PS1 build 5.00.9135.1000"))
                .anyMatch(finding -> finding.line().contains("AADDeviceID is "));
    }

    @Test
    void anEmptyDatabaseIsNoSiteDatabase() {
        sandbox.site().dropView("v_Collection");
        sandbox.site().dropView("v_FullCollectionMembership");
        sandbox.site().dropView("v_R_System");

        assertThat(faults()).singleElement().asString().contains("has none of dbo.v_Collection,"
                + " dbo.v_FullCollectionMembership, dbo.v_R_System", "correct databaseName in configmgr.url");
    }

    @Test
    void aMissingViewIsNamed() {
        sandbox.site().dropView("v_R_System");

        assertThat(faults()).singleElement().asString().contains("has no dbo.v_R_System", "configmgr.view.*");
    }

    @Test
    void aSiteWithoutTheEntraColumnsIsTold() {
        sandbox.site().dropColumn("v_R_System", "AADDeviceID");
        sandbox.site().dropColumn("v_R_System", "AADTenantID");

        assertThat(faults()).singleElement().asString()
                .contains("view dbo.v_R_System", "lacks AADDeviceID, AADTenantID", "update the site");
    }

    @Test
    void missingGrantsAreNamedWithTheStatementsThatMendThem() {
        VIEWS.forEach(sandbox.site()::revokeSelect);

        assertThat(faults()).singleElement().asString().contains("may not read dbo.v_Collection",
                "GRANT SELECT ON dbo.v_Collection TO [collection-sync-reader];",
                "GRANT SELECT ON dbo.v_FullCollectionMembership TO [collection-sync-reader];",
                "GRANT SELECT ON dbo.v_R_System TO [collection-sync-reader];");
    }

    @Test
    void aDatabaseOfThatNameDoesNotExist() {
        replace("/CM_PS1;", "/CM_XYZ;");

        assertThat(faults()).singleElement().asString().contains("or the database does not exist",
                "the name of the database in configmgr.url");
    }

    @Test
    void aViewThatTheSiteWrapsIsReadUnderItsOwnName() throws IOException {
        sandbox.site().execute("CREATE SCHEMA reporting");
        sandbox.site().execute("CREATE VIEW reporting.machines AS SELECT * FROM dbo.v_R_System");
        sandbox.site().execute("GRANT SELECT ON reporting.machines TO collection_sync");
        sandbox.site().revokeSelect("v_R_System");
        assertThat(faults()).singleElement().asString().contains("GRANT SELECT ON dbo.v_R_System");
        append("configmgr.view.system = reporting.machines");

        assertThat(faults()).isEmpty();
    }

    @Test
    void devicesOnWhichTheTwoSourcesDisagreeAreCountedWithExamples() {
        var resource = sandbox.site().members("PS100012").get(0);
        sandbox.site().setKeyDeviceId(resource, "12345678-1234-1234-1234-123456789012");

        assertThat(check()).filteredOn(finding -> finding.subject().startsWith("device source views")).singleElement()
                .satisfies(finding -> assertThat(finding.line()).startsWith("1 of ")
                        .contains("(resource " + resource + ")", "12345678-1234-1234-1234-123456789012"));
    }

    @Test
    void collectionsOfTwoKindsAndUnknownNamesAreFaultsWithTheirCandidates() throws IOException {
        var group = sandbox.tenant("contoso").group("sg-empty").id();
        Files.writeString(home.resolve("config/mappings.yaml"), """
                mappings:
                  - {name: mixed, group: %s, tenant: contoso, collections: [PS100012, PS100020]}
                  - {name: renamed, group: %s, tenant: contoso, collections: [Finance notebooks]}
                """.formatted(group, sandbox.tenant("contoso").group("sg-kiosks").id()));

        assertThat(faults()).hasSize(2)
                .anyMatch(line -> line.contains("PS100012 (Pilot ring), PS100020 (Sales staff)"))
                .anyMatch(line -> line.contains("Finance notebooks does not exist") && line.contains("PS100014 (Finance laptops)"));
    }

    private List<SiteFinding> check() {
        var configuration = Configuration.load(home, Map.of());
        try (var database = SiteDatabase.open(configuration.settings().configMgr(), 1)) {
            return SiteProbe.of(database, configuration.mappings()).findings();
        }
    }

    private List<String> faults() {
        return check().stream().filter(finding -> !finding.isOk()).map(finding -> finding.subject() + ": " + finding.line())
                .toList();
    }

    private void replace(String text, String other) {
        try {
            var file = home.resolve("config/application.properties");
            Files.writeString(file, Files.readString(file).replace(text, other));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void append(String line) throws IOException {
        var file = home.resolve("config/application.properties");
        Files.writeString(file, Files.readString(file) + line + "\n");
    }
}
