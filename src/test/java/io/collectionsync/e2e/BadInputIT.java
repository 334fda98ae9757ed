package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.GroupKind;
import io.collectionsync.sandbox.SandboxDevice;
import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is named in one line with its value and the fix, and whatever else can be done is done. */
class BadInputIT {

    /** Nobody listens there. */
    private static final String NOWHERE = "https://127.0.0.1:1";

    private static final UUID UNKNOWN = UUID.fromString("00000000-1111-2222-3333-444444444444");

    @TempDir
    private static Path folder;

    private static Company company;

    @BeforeAll
    static void start() {
        company = new Company(SandboxOptions.defaults().withDevices(400), folder);
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    @BeforeEach
    void emptyGroups() {
        company.emptyGroups();
    }

    @Test
    void everyFaultOfAMappingIsNamedAndTheOtherMappingsAreDone() {
        var home = company.home();
        addTenant(
                home,
                "wrong-secret",
                company.sandbox.tenant("contoso").id(),
                company.sandbox.graph().url(),
                company.sandbox.graph().authorityUrl());
        Company.replaceLine(
                home,
                Company.SETTINGS,
                "tenant.wrong-secret.client-secret-file",
                "tenant.wrong-secret.client-secret = not-the-secret");
        Distribution.neverShow("not-the-secret");
        addTenant(
                home,
                "unknown-tenant",
                UNKNOWN,
                company.sandbox.graph().url(),
                company.sandbox.graph().authorityUrl());
        addTenant(
                home,
                "graph-down",
                company.sandbox.tenant("contoso").id(),
                NOWHERE,
                company.sandbox.graph().authorityUrl());
        addTenant(
                home,
                "login-down",
                company.sandbox.tenant("contoso").id(),
                company.sandbox.graph().url(),
                NOWHERE);
        addMapping(home, "unknown-group", "contoso", UNKNOWN, "PS100013");
        addMapping(home, "dynamic-group", "contoso", group("dynamic", GroupKind.DYNAMIC), "PS100013");
        addMapping(home, "unknown-collection", "contoso", group("a"), "PS1FFFFF");
        addMapping(home, "of-wrong-secret", "wrong-secret", group("c"), "PS100013");
        addMapping(home, "of-unknown-tenant", "unknown-tenant", group("d"), "PS100013");
        addMapping(home, "of-graph-down", "graph-down", group("e"), "PS100013");
        addMapping(home, "of-login-down", "login-down", group("f"), "PS100013");
        var ill = spoilTwoDeviceIds();

        var result = Distribution.on(home).run("apply", "--json").requireExit(1);

        var report = RunJson.ofApply(result);
        assertThat(report.status()).isEqualTo("Partial Success");
        assertThat(report.error("unknown-group")).contains(UNKNOWN.toString(), "does not exist", "mappings.yaml");
        assertThat(report.error("dynamic-group")).contains("dynamic", "choose an assigned security group");
        assertThat(report.error("unknown-collection")).contains("PS1FFFFF", "does not exist", "mappings.yaml");
        assertThat(report.error("of-wrong-secret")).contains("AADSTS7000215", "tenant.wrong-secret.client-secret");
        assertThat(report.error("of-unknown-tenant"))
                .contains("the tenant " + UNKNOWN + " is unknown", "tenant.unknown-tenant.id");
        assertThat(report.error("of-graph-down")).contains("no connection", "127.0.0.1:1", "check the URL");
        assertThat(report.error("of-login-down")).contains("no connection", "127.0.0.1:1");
        report.names().stream().filter(name -> report.error(name) != null).forEach(name -> {
            assertThat(report.error(name)).as(name).doesNotContain("\n", "Exception:");
            assertThat(report.status(name)).isEqualTo("Failed");
            assertThat(result.err()
                            .lines()
                            .filter(line -> line.contains(" ERROR ") && line.contains("mapping=\"" + name + "\"")))
                    .as(name)
                    .hasSize(1);
        });
        for (String good : List.of("kiosks", "pilot-ring", "windows-workstations", "fabrikam-workstations")) {
            var expected = new HashSet<>(company.expected(good));
            expected.removeAll(ill);
            assertThat(company.group(good).members()).as(good).isEqualTo(expected);
        }
        assertThat(report.status("kiosks")).isEqualTo("Success");
        assertThat(report.mapping("kiosks").get("unresolved").findValuesAsText("reason"))
                .contains("no-device-id", "malformed-device-id");
        checkNamesThemToo(home);
    }

    private static void checkNamesThemToo(Path home) {
        var check = Distribution.on(home).run("check").requireExit(1);

        assertThat(check.out().lines().filter(line -> line.startsWith("FAULT")))
                .hasSizeGreaterThanOrEqualTo(7)
                .anyMatch(line -> line.contains("token of tenant wrong-secret"))
                .anyMatch(line -> line.contains("mapping unknown-group"))
                .anyMatch(line -> line.contains("mapping dynamic-group"))
                .anyMatch(line -> line.contains("mapping unknown-collection"))
                .anyMatch(line -> line.contains("mapping of-graph-down"));
        assertThat(check.out()).contains("ok    token of tenant contoso", "ok    mapping pilot-ring");
    }

    /** @return the object ids of two members whose device ids nobody can use now */
    private static HashSet<UUID> spoilTwoDeviceIds() {
        var site = company.sandbox.site();
        var members = site.members("PS100013").stream()
                .map(resource -> company.sandbox.world().device(resource - 16_777_216))
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .limit(2)
                .toList();
        site.setDeviceId(members.get(0).resourceId(), null);
        site.setDeviceId(members.get(1).resourceId(), "{not-a-guid}");
        var objects = new HashSet<UUID>();
        members.forEach(device -> objects.add(device.objectId()));
        return objects;
    }

    private static UUID group(String name) {
        return group(name, GroupKind.SECURITY);
    }

    private static UUID group(String name, GroupKind kind) {
        return company.sandbox
                .tenant("contoso")
                .createGroup("e2e-" + name, kind)
                .id();
    }

    private static void addMapping(Path home, String name, String tenant, UUID group, String collection) {
        Company.append(
                home,
                Company.MAPPINGS,
                "  - {name: %s, tenant: %s, group: %s, collections: [%s]}\n"
                        .formatted(name, tenant, group, collection));
    }

    private static void addTenant(Path home, String name, UUID id, String graph, String authority) {
        Company.append(
                home,
                Company.SETTINGS,
                """
                tenant.NAME.id = %s
                tenant.NAME.client-id = %s
                tenant.NAME.client-secret-file = config/secrets/contoso-client-secret
                tenant.NAME.graph-url = %s
                tenant.NAME.authority-url = %s
                """
                        .replace("NAME", name)
                        .formatted(id, company.sandbox.tenant("contoso").app().clientId(), graph, authority));
    }

    @Test
    void aSiteDatabaseThatIsDownFailsEveryMappingAtOnce() {
        var home = company.home();
        Company.replaceLine(
                home, Company.SETTINGS, "configmgr.url", "configmgr.url = jdbc:h2:tcp://127.0.0.1:1/mem:site");

        var result = Distribution.on(home).run("apply", "--json").requireExit(1);

        var report = RunJson.ofApply(result);
        assertThat(report.status()).isEqualTo("Failed");
        assertThat(report.names()).hasSize(5).allSatisfy(name -> assertThat(report.error(name))
                .startsWith("Site database: no connection")
                .contains("configmgr.url", "127.0.0.1:1"));
        assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
        assertThat(Distribution.on(home).run("check").requireExit(1).out())
                .contains("FAULT site database", "ok    token of tenant contoso");
        assertThat(Distribution.on(home).run("status").requireExit(0).out()).contains("Failed", "no connection");
    }

    @Test
    void aWrongDatabasePasswordIsTriedOnceOrTwiceAndNotUntilTheAccountIsLocked() {
        var home = company.home();
        Company.write(home, "config/secrets/configmgr-password", "Not-The-Password");
        Distribution.neverShow("Not-The-Password");

        var result = Distribution.on(home).run("apply").requireExit(1);

        assertThat(result.out()).contains("the login failed", "configmgr.username", "configmgr.password");
        assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
        assertThat(company.group("kiosks").size()).isZero();
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefused() {
        var home = company.home();
        Company.replaceLine(home, Company.SETTINGS, "tls.trust-file", "# no trust file");

        var report = RunJson.ofApply(
                Distribution.on(home).run("apply", "kiosks", "--json").requireExit(1));

        assertThat(report.error("kiosks"))
                .contains("certificate is not trusted", "tls.trust-file")
                .contains(company.sandbox.graph().authorityUrl());
    }

    @Test
    void aBrokenRouteIsNamedWithItsFile() {
        var home = company.home();
        String file = "routes/group-facts.camel.yaml";
        String right = Company.read(home, file);

        Company.write(home, file, right.replace("- bean:", "- baen:"));
        var unknownStep = Distribution.on(home).run("apply").requireExit(1);
        Company.write(home, file, right.replace("      steps:", "     steps: ["));
        var notYaml = Distribution.on(home).run("apply").requireExit(1);

        assertThat(unknownStep.err().lines().toList())
                .singleElement()
                .asString()
                .contains("group-facts.camel.yaml line ", "baen");
        assertThat(notYaml.err().lines().toList()).singleElement().asString().contains("group-facts.camel.yaml line ");
    }

    @Test
    void aHomeWithoutRoutesIsNamed() throws IOException {
        var home = company.home("without-routes");
        try (var files = Files.list(home.resolve("routes"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        assertThat(Distribution.on(home)
                        .run("apply")
                        .requireExit(1)
                        .err()
                        .lines()
                        .toList())
                .singleElement()
                .asString()
                .contains(home.resolve("routes").toString());
    }

    @Test
    void aStateDatabaseThatIsDownIsNamed() {
        var home = company.home();
        Company.append(
                home,
                Company.SETTINGS,
                "state.url = jdbc:postgresql://127.0.0.1:1/state\n"
                        + "state.username = sync\nstate.password = Pg-Secret-1\n");
        Distribution.neverShow("Pg-Secret-1");

        var result = Distribution.on(home).run("apply", "--json").requireExit(1);

        assertThat(result.err().lines().toList())
                .singleElement()
                .asString()
                .startsWith("State database jdbc:postgresql://127.0.0.1:1/state");
        assertThat(result.json().get("error").textValue()).startsWith("State database");
        assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
    }
}
