package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.TLS_TRUST_FILE;

import java.nio.file.Path;

/**
 * The way to Entra and Graph.
 *
 * @param proxy     null: none
 * @param trustFile PEM file of further certificate authorities; null: none
 */
public record Network(Proxy proxy, Path trustFile) {

    static Network read(Values values) {
        return new Network(Proxy.read(values), values.get(TLS_TRUST_FILE, Rules.file(values.home())));
    }
}
