package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings proxy.* and tls.*: the way out. Defaults, all keys set, and faults. */
class ProxySettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").network().proxy()).isNull();
        assertThat(home.with("").network().trustFile()).isNull();
    }

    @Test
    void all_keys_set() {
        var settings = home.file("config/ca.pem", "x")
                .with(
                        """
                proxy.url = http://proxy.contoso.com:8080
                proxy.username = me
                proxy.password = hunter2
                proxy.exceptions = localhost, *.contoso.com
                tls.trust-file = config/ca.pem
                """);
        assertThat(settings.network().proxy())
                .isEqualTo(new Proxy(
                        URI.create("http://proxy.contoso.com:8080"),
                        "me",
                        "hunter2",
                        List.of("localhost", "*.contoso.com")))
                .asString()
                .doesNotContain("hunter2");
        assertThat(settings.network().trustFile()).isEqualTo(home.path.resolve("config/ca.pem"));
    }

    @Test
    void faults() {
        assertThat(home.faultsWith("proxy.username = me\nproxy.password = x\nproxy.exceptions = a,,b\n"
                        + "tls.trust-file = none\n"))
                .containsExactly(
                        "proxy.username = me: must not stand without proxy.url",
                        "proxy.password = ***: must not stand without proxy.url",
                        "proxy.exceptions = a,,b: must not stand without proxy.url",
                        "proxy.exceptions = a,,b: must be words parted by commas",
                        "tls.trust-file = none: must name a readable file, absolute or relative to the home; "
                                + "write / or \\\\ for a backslash");
        assertThat(home.faultsWith("proxy.url = proxy.contoso.com:8080\n"))
                .containsExactly(
                        "proxy.url = proxy.contoso.com:8080: must be http://HOST:PORT; a name goes to proxy.username, "
                                + "a password to proxy.password");
    }
}
