package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings notify.*: who is told. Defaults, all keys set, and faults. */
class WebhookSettingsTest {

    private Home home;

    @BeforeEach
    void emptyHome(@TempDir Path folder) {
        home = new Home(folder);
    }

    @Test
    void defaults() {
        assertThat(home.with("").monitoring().webhook()).isNull();
    }

    @Test
    void all_keys_set() {
        home.file("config/secret", "known-to-both\n");
        var webhook = home.with("notify.webhook-url = https://hooks.contoso.com/a?sig=b\n"
                        + "notify.webhook-secret-file = config/secret\n")
                .monitoring()
                .webhook();
        assertThat(webhook)
                .isEqualTo(new WebhookSettings(URI.create("https://hooks.contoso.com/a?sig=b"), "known-to-both"));
        assertThat(webhook.toString()).isEqualTo("Webhook[host=hooks.contoso.com, secret=***]");
        assertThat(home.with("notify.webhook-url = http://127.0.0.1:9000/hook\n")
                        .monitoring()
                        .webhook()
                        .secret())
                .isNull();
    }

    @Test
    void faults() {
        String rule = "notify.webhook-url = ***: must be an https URL, or an http URL on this machine (127.0.0.1)";
        assertThat(home.faultsWith("notify.webhook-url = http://hooks.contoso.com/sig\n"))
                .containsExactly(rule);
        assertThat(home.faultsWith("notify.webhook-url = hooks.contoso.com\n")).containsExactly(rule);
        assertThat(home.faultsWith("notify.webhook-url = https://me:pass@hooks.contoso.com/\n"))
                .containsExactly(rule);
        assertThat(home.faultsWith("notify.webhook-secret = s\n"))
                .containsExactly("notify.webhook-secret = ***: must not stand without notify.webhook-url");
    }
}
