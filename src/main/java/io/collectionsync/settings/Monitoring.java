package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.HTTP_PORT;

/**
 * How administrators and their monitors learn what happens.
 *
 * @param httpPort port on loopback for health and metrics; null: none
 * @param webhook  where administrators are told; null: nowhere
 * @param log      the log's form and file
 */
public record Monitoring(Integer httpPort, WebhookSettings webhook, Log log) {

    /** @return null after a fault */
    static Monitoring read(Values values) {
        var httpPort = values.get(HTTP_PORT, Rules::port);
        var webhook = WebhookSettings.read(values);
        var log = Log.read(values);
        return log == null ? null : new Monitoring(httpPort, webhook, log);
    }
}
