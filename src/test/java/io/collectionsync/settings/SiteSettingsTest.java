package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.settings.SiteLogin.Authentication;
import io.collectionsync.settings.SiteReading.DeviceSource;
import io.collectionsync.settings.SiteReading.UserKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteSettingsTest {

    @TempDir
    Path folder;

    Home home;

    @BeforeEach
    void makeHome() {
        home = new Home(folder).file("config/svc.keytab", "keys").file("config/ca.pem", "authority");
    }

    @Test
    void all_keys_set() {
        var configMgr = home.with(
                        """
                configmgr.authentication = kerberos
                configmgr.principal = svc@CONTOSO.COM
                configmgr.keytab = config/svc.keytab
                configmgr.trust-file = config/ca.pem
                configmgr.multi-subnet-failover = true
                configmgr.application-intent = read-only
                configmgr.login-timeout = 5s
                configmgr.query-timeout = 1m
                configmgr.socket-timeout = 2m
                configmgr.device-source = client-key-data
                configmgr.user-keys = sid,aad-user-id
                configmgr.view.system = reporting.[v_R_System]
                """)
                .configMgr();
        assertThat(configMgr.login())
                .isEqualTo(new SiteLogin(
                        Authentication.KERBEROS,
                        null,
                        "svc@CONTOSO.COM",
                        folder.resolve("config/svc.keytab"),
                        new SiteTrust(folder.resolve("config/ca.pem"), null, null),
                        true,
                        true));
        assertThat(configMgr.bounds())
                .isEqualTo(new SiteBounds(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(2)));
        assertThat(configMgr.reading())
                .isEqualTo(new SiteReading(
                        DeviceSource.CLIENT_KEY_DATA,
                        java.util.List.of(UserKey.SID, UserKey.AAD_USER_ID),
                        Map.of("v_R_System", "reporting.[v_R_System]")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "configmgr.authentication = ntlm | needs configmgr.username and configmgr.password",
                "configmgr.authentication = kerberoz | must be one of kerberos, ntlm, windows, sql, did you mean 'kerberos'?",
                "configmgr.keytab = config/svc.keytab | must not stand without configmgr.authentication = kerberos",
                "configmgr.domain = CONTOSO | must not stand without configmgr.authentication = ntlm",
                "configmgr.trust-store = config/none.p12 | must name a readable file",
                "configmgr.trust-store-password = x | must not stand without configmgr.trust-store",
                "configmgr.socket-timeout = 60s | must be longer than configmgr.query-timeout",
                "configmgr.user-keys = sid,sid | must name each key once",
                "configmgr.view.user = v_R_User; DROP TABLE x | must be a schema and a name",
                "configmgr.application-intent = ReadOnly | must be one of read-write, read-only"
            })
    void faults(String line, String rule) {
        assertThat(home.faultsWith(line + "\n")).anyMatch(fault -> fault.contains(rule));
    }

    @Test
    void words_for_sql_server_stand_beside_no_other_database() {
        var other = Home.REQUIRED.replaceFirst("jdbc:sqlserver:.*", "jdbc:h2:mem:site");
        assertThat(home.settings(other + "configmgr.multi-subnet-failover = true\n")
                        .faults())
                .singleElement()
                .asString()
                .contains("must not stand beside a configmgr.url that is not SQL Server's");
    }
}
