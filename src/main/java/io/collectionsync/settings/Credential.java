package io.collectionsync.settings;

import java.nio.file.Path;

/** How the runtime proves to a tenant who it is. */
public sealed interface Credential {

    /** A client secret of the application. */
    record ClientSecret(String secret) implements Credential {
        @Override
        public String toString() {
            return "ClientSecret[secret=***]";
        }
    }

    /**
     * A certificate of the application.
     *
     * @param file     PEM or PKCS#12 with the private key
     * @param password null: the file is not locked
     */
    record Certificate(Path file, String password) implements Credential {
        @Override
        public String toString() {
            return "Certificate[file=%s, password=***]".formatted(file);
        }
    }

    /**
     * The managed identity of the machine.
     *
     * @param clientId client id of a user-assigned identity, or {@link #SYSTEM}
     */
    record ManagedIdentity(String clientId) implements Credential {

        public static final String SYSTEM = "system";

        public boolean isSystemAssigned() {
            return clientId.equals(SYSTEM);
        }
    }
}
