package io.collectionsync.settings;

import java.net.URI;

/**
 * Where administrators are told that a mapping became held, failed or recovered.
 *
 * @param url    of the receiver; its path or query often holds a signature, so it counts as a secret
 * @param secret what the receiver knows us by; null: none
 */
public record WebhookSettings(URI url, String secret) {

    /** @return the receiver without what may be secret */
    public String host() {
        return url.getHost();
    }

    @Override
    public String toString() {
        return "Webhook[host=" + host() + ", secret=" + (secret == null ? "null" : "***") + "]";
    }
}
