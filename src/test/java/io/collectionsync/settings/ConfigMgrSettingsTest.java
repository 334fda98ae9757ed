package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings configmgr.*: the site database. Defaults, all keys set, and faults. */
class ConfigMgrSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").configMgr())
                .isEqualTo(new ConfigMgr(
                        "jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1;integratedSecurity=true", null, null));
    }

    @Test
    void all_keys_set() {
        var configMgr = home.with("configmgr.username = reader\nconfigmgr.password = pa=ss word#!\n")
                .configMgr();
        assertThat(configMgr.username()).isEqualTo("reader");
        assertThat(configMgr.password()).isEqualTo("pa=ss word#!");
        assertThat(configMgr.toString()).contains("username=reader, password=***, ");
    }

    @Test
    void faults() {
        assertThat(home.settings(Home.tenant("id = " + Home.ID, "managed-identity = system")
                                .replace("jdbc:h2:mem:x", "sql.contoso.com"))
                        .faults())
                .containsExactly(
                        "configmgr.url = "
                                + "sql.contoso.com: must be a JDBC URL, such as jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1");
        assertThat(home.faultsWith("configmgr.password = x\n"))
                .containsExactly("configmgr.password = ***: must not stand without configmgr.username");
        assertThat(home.settings(Home.tenant("id = " + Home.ID, "managed-identity = system")
                                + "configmgr.username = sa\n")
                        .faults())
                .containsExactly("configmgr.username = sa: must not stand without configmgr.password");
    }

    @Test
    void a_name_without_a_password_is_right_where_the_url_says_how_to_log_in() {
        assertThat(home.with("configmgr.username = identity\n").configMgr().username())
                .isEqualTo("identity");
    }
}
