package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.CONFIGMGR_TRUST_FILE;
import static io.collectionsync.settings.SettingKey.CONFIGMGR_TRUST_STORE;
import static io.collectionsync.settings.SettingKey.CONFIGMGR_TRUST_STORE_PASSWORD;
import static io.collectionsync.settings.SettingKey.NAME;

import java.nio.file.Path;

/**
 * Whom to trust at the site database; nothing given: whom the JVM trusts.
 *
 * @param file          PEM file of the authorities, null: the store
 * @param store         PKCS#12 or JKS file of the authorities
 * @param storePassword its password, null without one
 */
public record SiteTrust(Path file, Path store, String storePassword) {

    public static final SiteTrust DEFAULT = new SiteTrust(null, null, null);

    static SiteTrust read(Values values) {
        var file = values.get(CONFIGMGR_TRUST_FILE, Rules.file(values.home()));
        var store = values.get(CONFIGMGR_TRUST_STORE, Rules.file(values.home()));
        values.refuseWithout(CONFIGMGR_TRUST_STORE, CONFIGMGR_TRUST_STORE_PASSWORD);
        if (values.has(CONFIGMGR_TRUST_FILE.key()) && values.has(CONFIGMGR_TRUST_STORE.key())) {
            values.fault(CONFIGMGR_TRUST_STORE, NAME, "must not stand beside configmgr.trust-file: give one of them");
        }
        return new SiteTrust(file, store, values.text(CONFIGMGR_TRUST_STORE_PASSWORD.key()));
    }

    @Override
    public String toString() {
        return "SiteTrust[file=%s, store=%s]".formatted(file, store);
    }
}
