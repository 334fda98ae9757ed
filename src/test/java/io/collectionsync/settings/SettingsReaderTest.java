package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    private static final String RULE_OF_SECRET_FILE = "must name a file that holds the secret, this one ";

    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void emptyHome() {
        home = new Home(folder);
    }

    @Test
    void a_missing_file_is_one_fault_with_the_mend() {
        assertThat(home.faults())
                .containsExactly("must be there: copy it from the distribution, or name the right home with --home");
    }

    @Test
    void an_empty_file_lacks_the_required_keys() {
        assertThat(home.settings("").faults())
                .containsExactly(
                        "configmgr.url: must be given: the JDBC URL of the site database",
                        "tenant.NAME.id: must be given for one tenant at least, NAME being your word for it");
    }

    @Test
    void the_message_has_one_line_for_each_fault_with_file_key_value_and_rule() {
        home.settings(Home.REQUIRED + "guard.max-removals = -3\nguard.allow-empty = maybe\n");
        assertThatThrownBy(home::read)
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        """
                config/application.properties: guard.max-removals = -3: must be a whole number of 0 or more, or 'unlimited'
                config/application.properties: guard.allow-empty = maybe: must be true or false""");
    }

    @Test
    void an_unknown_key_is_a_fault_with_the_nearest_known_key_and_without_its_value() {
        assertThat(
                        home.faultsWith(
                                """
                guard.max-removal = 5
                tenant.contoso.clientSecret = hunter2
                configmgr.pasword = hunter2
                something.else = 1
                """))
                .containsExactlyInAnyOrder(
                        "guard.max-removal: is not a known key, did you mean 'guard.max-removals'?",
                        "tenant.contoso.clientSecret: is not a known key, did you mean 'tenant.contoso.client-secret'?",
                        "configmgr.pasword: is not a known key, did you mean 'configmgr.password'?",
                        "something.else: is not a known key");
    }

    @Test
    void a_tenant_key_without_a_sane_tenant_name_is_a_fault_that_shows_the_form() {
        assertThat(home.faultsWith("tenant.id = x\ntenant.my\\ tenant.id = x\n"))
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault)
                        .endsWith("is not a known key; a tenant's keys read "
                                + "tenant.NAME.id, NAME of letters, digits, - and _"));
    }

    @Test
    void a_key_given_twice_is_a_fault() {
        assertThat(home.faultsWith("guard.small-group = 1\nguard.small-group = 2\n"))
                .containsExactly("guard.small-group: must be given once only");
    }

    @Test
    void keys_of_camel_are_kept_apart_untouched() {
        assertThat(home.with("camel.main.name = {{env:WHATEVER}}  \n").camel())
                .isEqualTo(Map.of("camel.main.name", "{{env:WHATEVER}}  "));
    }

    @Test
    void blanks_around_a_value_are_dropped() {
        assertThat(home.with("guard.max-removals =   7 \t \n").guard().maxRemovals())
                .isEqualTo(7);
    }

    @Test
    void an_empty_value_is_a_fault() {
        assertThat(home.faultsWith("guard.max-removals =\n"))
                .containsExactly("guard.max-removals: must not be empty: give it a value or leave it out");
    }

    @Test
    void a_file_with_byte_order_mark_and_windows_line_ends_works() {
        assertThat(home.settings("\uFEFF" + Home.REQUIRED.replace("\n", "\r\n"))
                        .read()
                        .tenants())
                .containsKey("contoso");
    }

    @Test
    void a_file_that_is_not_utf8_is_a_fault() {
        home.file("config/application.properties", (Home.REQUIRED + "# Größe\n").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(home.faults()).containsExactly("must be saved as UTF-8");
    }

    @Test
    void a_single_backslash_that_would_be_lost_is_a_fault_with_its_line() {
        assertThat(home.settings("# C:\\certs\nconfigmgr.url = jdbc:sqlserver://sql\\cm;databaseName=CM_PS1\n")
                        .faults())
                .containsExactly("config/application.properties:2: "
                        + "a backslash is written \\\\ (a single one starts an escape), in a path / will do");
        assertThat(home.faultsWith("tls.trust-file = C:\\temp\n"))
                .singleElement()
                .asString()
                .contains("must not hold tabs");
    }

    @Test
    void a_doubled_backslash_is_one() {
        var url = "jdbc:sqlserver://sql\\\\cm;databaseName=CM_PS1;integratedSecurity=true";
        home.settings(Home.REQUIRED.replaceFirst("configmgr.url = .*", "configmgr.url = " + url.replace("\\", "\\\\")));
        assertThat(home.read().configMgr().url()).contains("//sql\\cm;");
    }

    @Test
    void a_placeholder_takes_an_environment_variable_or_its_default() {
        home.variable("REMOVALS", "9");
        var guard = home.with("guard.max-removals = {{env:REMOVALS}}\nguard.small-group = 1{{env:NONE:5}}\n")
                .guard();
        assertThat(guard.maxRemovals()).isEqualTo(9);
        assertThat(guard.smallGroup()).isEqualTo(15);
    }

    @Test
    void a_placeholder_of_a_missing_variable_is_a_fault() {
        assertThat(home.faultsWith("configmgr.username = sa\nconfigmgr.password = {{env:NONE}}\n"))
                .containsExactly("configmgr.password = ***: needs the environment variable NONE, which is not set");
    }

    @Test
    void any_other_placeholder_is_a_fault() {
        assertThat(home.faultsWith("guard.small-group = {{sys:user.home}}\n"))
                .containsExactly(
                        "guard.small-group = {{sys:user.home}}: may hold {{env:NAME}} or {{env:NAME:default}} only, "
                                + "NAME an environment variable");
    }

    @Test
    void what_a_variable_holds_is_not_read_as_a_placeholder_again() {
        home.variable("SECRET", "{{env:OTHER}}$1");
        assertThat(home.with("configmgr.username = sa\nconfigmgr.password = {{env:SECRET}}\n")
                        .configMgr()
                        .password())
                .isEqualTo("{{env:OTHER}}$1");
    }

    @Test
    void each_key_can_be_overridden_by_the_environment() {
        home.variable("GUARD_MAX_REMOVALS", "3")
                .variable("GRAPH_WRITE_WINDOW", "10m")
                .variable("TENANT_CONTOSO_CLOUD", "china");
        var settings = home.with("guard.max-removals = 4\n");
        assertThat(settings.guard().maxRemovals()).isEqualTo(3);
        assertThat(settings.graph().writeWindow()).hasMinutes(10);
        assertThat(settings.tenants().get("contoso").cloud()).isEqualTo(Cloud.CHINA);
    }

    @Test
    void the_environment_gives_the_missing_keys_of_a_tenant_that_the_file_names() {
        home.variable("TENANT_PILOT_EU_CLIENT_ID", Home.CLIENT_ID).variable("TENANT_PILOT_EU_CLIENT_SECRET", "x1");
        var tenants = home.with("tenant.pilot-eu.id = " + Home.ID + "\n").tenants();
        assertThat(tenants).containsOnlyKeys("contoso", "pilot-eu");
        assertThat(tenants.get("pilot-eu").credential()).isEqualTo(new Credential.ClientSecret("x1"));
    }

    @Test
    void a_fault_of_an_override_names_the_variable() {
        home.variable("GUARD_MAX_REMOVALS", "many").variable("TENANT_CONTOSO_CLIENT_SECRET", "");
        assertThat(home.faultsWith(""))
                .containsExactlyInAnyOrder(
                        "environment: GUARD_MAX_REMOVALS = many: must be a whole number of 0 or more, or 'unlimited'",
                        "environment: TENANT_CONTOSO_CLIENT_SECRET: must not be empty: give it a value or leave it out");
    }

    @Test
    void a_variable_that_means_two_keys_is_a_fault() {
        home.variable("TENANT_A_CLIENT_ID", Home.CLIENT_ID);
        assertThat(home.faultsWith("tenant.a.id = " + Home.ID + "\ntenant.a-client.cloud = global\n"))
                .anyMatch(fault -> fault.startsWith("environment: TENANT_A_CLIENT_ID: must mean one key, but means "));
    }

    @Test
    void a_secret_may_stand_in_a_file_of_its_own() {
        home.file("config/secret", "\uFEFF p@ss \r\n");
        assertThat(home.with("configmgr.username = sa\nconfigmgr.password-file = config/secret\n")
                        .configMgr()
                        .password())
                .isEqualTo(" p@ss ");
    }

    @Test
    void each_secret_key_has_a_file_twin() {
        home.file("s", "from-file").file("c.pem", "x");
        var settings = home.settings(
                        """
                configmgr.url = jdbc:h2:mem:x
                configmgr.username = sa
                configmgr.password-file = s
                tenant.a.id = %1$s
                tenant.a.client-id = %1$s
                tenant.a.client-secret-file = s
                tenant.b.id = %1$s
                tenant.b.client-id = %1$s
                tenant.b.certificate-file = c.pem
                tenant.b.certificate-password-file = s
                proxy.url = http://proxy:8080
                proxy.username = me
                proxy.password-file = s
                state.url = jdbc:postgresql://db/x
                state.username = me
                state.password-file = s
                """
                                .formatted(Home.ID))
                .read();
        assertThat(settings.configMgr().password()).isEqualTo("from-file");
        assertThat(settings.tenants().get("a").credential()).isEqualTo(new Credential.ClientSecret("from-file"));
        assertThat(settings.tenants().get("b").credential())
                .isEqualTo(new Credential.Certificate(folder.resolve("c.pem"), "from-file"));
        assertThat(settings.network().proxy().password()).isEqualTo("from-file");
        assertThat(settings.state().password()).isEqualTo("from-file");
        assertThat(settings.toString()).doesNotContain("from-file");
    }

    @Test
    void a_secret_beside_its_file_is_a_fault() {
        home.file("s", "x");
        assertThat(home.faultsWith("tenant.contoso.client-secret-file = s\n"))
                .containsExactly(
                        "tenant.contoso.client-secret-file = s: must not stand beside tenant.contoso.client-secret: "
                                + "give the secret or its file");
    }

    @Test
    void a_secret_file_that_is_missing_or_empty_or_a_folder_is_a_fault() {
        home.file("empty", "\n");
        assertThat(home.faultsWith("configmgr.username = sa\nconfigmgr.password-file = none\n"))
                .containsExactly("configmgr.password-file = none: " + RULE_OF_SECRET_FILE
                        + "cannot be read (NoSuchFileException)");
        assertThat(home.faultsWith("configmgr.username = sa\nconfigmgr.password-file = empty\n"))
                .containsExactly("configmgr.password-file = empty: " + RULE_OF_SECRET_FILE + "is empty");
        assertThat(home.faultsWith("configmgr.username = sa\nconfigmgr.password-file = config\n"))
                .singleElement()
                .asString()
                .contains("cannot be read");
    }

    @Test
    void no_text_of_the_settings_shows_a_secret() {
        home.settings(
                Home.REQUIRED
                        + """
                configmgr.username = sa
                configmgr.password = hunter2
                proxy.url = http://p:1
                proxy.username = me
                proxy.password = hunter2
                state.url = jdbc:postgresql://db/x?user=me&password=hunter2
                camel.component.x.password = hunter2
                """);
        assertThat(home.read().toString()).doesNotContain("hunter2", "s3cr3t").contains("camel.component.x.password");
    }

    @Test
    void a_fault_of_a_value_that_holds_a_password_does_not_show_it() {
        assertThat(
                        home.faultsWith(
                                """
                state.url = postgresql://db/x?password=hunter2
                proxy.url = http://me:hunter2@proxy:8080
                """))
                .hasSize(2)
                .noneMatch(fault -> fault.contains("hunter2"));
    }
}
