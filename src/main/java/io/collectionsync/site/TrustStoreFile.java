package io.collectionsync.site;

import io.collectionsync.pem.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.UUID;

/**
 * The certificates of a PEM file as a trust store: the driver takes PEM only with encrypt=strict, and its own check of
 * the host name only with a store (fact sheet on SQL Server, 1: TLS). It lasts as long as the process and holds no
 * secret.
 *
 * @param file     a PKCS#12 file
 * @param password made up, because a store needs one
 */
record TrustStoreFile(Path file, String password) {

    /** @throws CollectionFault if the file holds no certificate, with the line for the administrator */
    static TrustStoreFile of(Path pem) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (var certificate : PemFile.read(pem).certificates()) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            return write(store);
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new CollectionFault("configmgr.trust-file " + pem + " cannot be used: " + unreadable.getMessage()
                    + "; it must hold certificates in PEM form");
        }
    }

    private static TrustStoreFile write(KeyStore store) throws IOException, GeneralSecurityException {
        var password = UUID.randomUUID().toString();
        var file = Files.createTempFile("collection-sync-trust", ".p12");
        file.toFile().deleteOnExit();
        try (var out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return new TrustStoreFile(file, password);
    }
}
