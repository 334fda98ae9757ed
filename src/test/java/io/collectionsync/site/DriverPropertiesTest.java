package io.collectionsync.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.microsoft.sqlserver.jdbc.SQLServerDriver;
import io.collectionsync.settings.ConfigMgr;
import io.collectionsync.settings.SiteBounds;
import io.collectionsync.settings.SiteLogin;
import io.collectionsync.settings.SiteLogin.Authentication;
import io.collectionsync.settings.SiteReading;
import io.collectionsync.settings.SiteTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import javax.security.auth.login.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the words of the settings to what the driver understands. */
class DriverPropertiesTest {

    private static final String URL = "jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1";

    @TempDir
    private Path folder;

    @Test
    void theConnectionIsEncryptedVerifiedAndBoundedByDefault() throws SQLException {
        var properties = properties(URL, null, SiteLogin.DEFAULT);

        assertThat(properties)
                .contains(
                        entry("encrypt", "true"),
                        entry("trustServerCertificate", "false"),
                        entry("loginTimeout", "10"),
                        entry("queryTimeout", "120"),
                        entry("socketTimeout", "180000"),
                        entry("lockTimeout", "10000"),
                        entry("multiSubnetFailover", "false"),
                        entry("applicationIntent", "ReadWrite"));
        assertThat(properties).doesNotContainKey("integratedSecurity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "encrypt=false",
                "encrypt=no",
                "encrypt=optional",
                "trustServerCertificate=true",
                "trustServerCertificate=yes"
            })
    void aUrlThatGivesUpTheProofOfTheServerIsNoticed(String words) {
        for (String written : List.of(
                words,
                words.toUpperCase(Locale.ROOT),
                words.replace("=", " = "),
                words.replaceFirst("=(.*)", "={$1}"))) {
            assertThat(DriverProperties.unproved(URL + ";" + written + ";loginTimeout=5"))
                    .as(written)
                    .get()
                    .asString()
                    .isEqualToIgnoringCase(words);
            assertThat(DriverProperties.unproved(URL + "; " + written))
                    .as(written)
                    .isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";encrypt=true",
                ";encrypt=strict;trustServerCertificate=false",
                ";encrypt=mandatory",
                ";applicationName=encrypt=no"
            })
    void aUrlThatKeepsTheProofIsNot(String rest) {
        assertThat(DriverProperties.unproved(URL + rest)).isEmpty();
    }

    @Test
    void kerberosTakesAKeyTableThroughALoginOfItsOwn() throws Exception {
        var keytab = Files.writeString(folder.resolve("svc.keytab"), "keys");
        var properties = properties(URL, null, login(Authentication.KERBEROS, "svc@CONTOSO.COM", keytab, null));

        assertThat(properties)
                .contains(
                        entry("integratedSecurity", "true"),
                        entry("authenticationScheme", "JavaKerberos"),
                        entry("jaasConfigurationName", DriverProperties.JAAS_ENTRY))
                .doesNotContainKey("useDefaultJaasConfig");
        var options = Configuration.getConfiguration()
                .getAppConfigurationEntry(DriverProperties.JAAS_ENTRY)[0]
                .getOptions();
        assertThat(options.get("principal")).isEqualTo("svc@CONTOSO.COM");
        assertThat(options.get("keyTab")).isEqualTo(keytab.toAbsolutePath().toString());
        assertThat(Configuration.getConfiguration().getAppConfigurationEntry("somebody-else"))
                .isNull();
    }

    @Test
    void kerberosWithoutAKeyTableTakesTheTicketCacheOrNameAndPassword() throws SQLException {
        assertThat(properties(URL, "svc@CONTOSO.COM", login(Authentication.KERBEROS, null, null, null)))
                .contains(
                        entry("authenticationScheme", "JavaKerberos"),
                        entry("useDefaultJaasConfig", "true"),
                        entry("user", "svc@CONTOSO.COM"));
    }

    @Test
    void ntlmTakesADomainAndWindowsTheAccountOfTheProcess() throws SQLException {
        assertThat(properties(URL, "svc", login(Authentication.NTLM, null, null, "CONTOSO")))
                .contains(entry("authenticationScheme", "NTLM"), entry("domain", "CONTOSO"), entry("user", "svc"));
        assertThat(properties(URL, null, login(Authentication.WINDOWS, null, null, null)))
                .contains(entry("integratedSecurity", "true"), entry("authenticationScheme", "NativeAuthentication"));
        assertThat(properties(URL, "svc", login(Authentication.SQL, null, null, null)))
                .doesNotContainKey("integratedSecurity");
    }

    @Test
    void whatTheUrlSaysWins() throws SQLException {
        var url = URL + ";Encrypt=strict; socketTimeout = 5000;authenticationScheme=JavaKerberos";

        assertThat(properties(url, "svc", login(Authentication.NTLM, null, null, null)))
                .doesNotContainKeys("encrypt", "socketTimeout", "authenticationScheme")
                .containsKey("integratedSecurity");
    }

    @Test
    void aPemFileBecomesATrustStoreWithItsAuthorities() throws Exception {
        var pem = Files.writeString(folder.resolve("authority.pem"), pem());
        var login = new SiteLogin(null, null, null, null, new SiteTrust(pem, null, null), true, true);

        var properties = properties(URL, null, login);

        assertThat(properties)
                .contains(
                        entry("trustStoreType", "PKCS12"),
                        entry("multiSubnetFailover", "true"),
                        entry("applicationIntent", "ReadOnly"));
        var store = KeyStore.getInstance(
                Path.of(properties.getProperty("trustStore")).toFile(),
                properties.getProperty("trustStorePassword").toCharArray());
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void aPemFileThatCannotBeUsedIsNamedWithTheReason() throws Exception {
        var key = Files.writeString(folder.resolve("words.pem"), "some words");
        var login = new SiteLogin(null, null, null, null, new SiteTrust(key, null, null), true, true);

        assertThatThrownBy(() -> properties(URL, null, login))
                .isInstanceOf(CollectionFault.class)
                .hasMessage("configmgr.trust-file " + key
                        + " cannot be used: no certificate in it; it must hold certificates in PEM form");
    }

    private static String pem() {
        var sandbox = io.collectionsync.sandbox.Sandbox.start(
                io.collectionsync.sandbox.SandboxOptions.defaults().withDevices(200));
        try (sandbox) {
            return sandbox.certificates().authorityPem();
        }
    }

    private static SiteLogin login(Authentication way, String principal, Path keytab, String domain) {
        return new SiteLogin(way, domain, principal, keytab, SiteTrust.DEFAULT, false, false);
    }

    /** Each of them is one that the driver knows: it ignores others without a word. */
    private static Properties properties(String url, String username, SiteLogin login) throws SQLException {
        var properties = DriverProperties.of(new ConfigMgr(
                url, username, username == null ? null : "pass", login, SiteBounds.DEFAULT, SiteReading.DEFAULT));
        var known = Arrays.stream(new SQLServerDriver().getPropertyInfo(URL, new Properties()))
                .map((DriverPropertyInfo info) -> info.name)
                .toList();
        assertThat(known).containsAll(properties.stringPropertyNames());
        assertThat(Map.copyOf(properties)).isNotEmpty();
        return properties;
    }
}
