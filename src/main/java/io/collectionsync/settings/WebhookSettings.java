package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.NOTIFY_WEBHOOK_SECRET;
import static io.collectionsync.settings.SettingKey.NOTIFY_WEBHOOK_URL;

import java.net.URI;

/**
 * Where administrators are told that a mapping became held, failed or recovered.
 *
 * @param url    of the receiver; its path or query often holds a signature, so it counts as a secret
 * @param secret what the receiver knows us by; null: none
 */
public record WebhookSettings(URI url, String secret) {

    /** @return null: nobody is told; or after a fault */
    static WebhookSettings read(Values values) {
        var url = values.get(NOTIFY_WEBHOOK_URL, Rules::webhook);
        values.refuseWithout(NOTIFY_WEBHOOK_URL, NOTIFY_WEBHOOK_SECRET);
        var secret = values.get(NOTIFY_WEBHOOK_SECRET, Rules::text);
        return url == null ? null : new WebhookSettings(url, secret);
    }

    /** @return the receiver without what may be secret */
    public String host() {
        return url.getHost();
    }

    @Override
    public String toString() {
        return "Webhook[host=" + host() + ", secret=" + (secret == null ? "null" : "***") + "]";
    }
}
