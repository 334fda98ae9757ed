package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

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

        static final String SYSTEM = "system";

        static ManagedIdentity of(String text, UUID clientId) throws BrokenRule {
            if (text.equals(SYSTEM)) {
                return new ManagedIdentity(text);
            }
            try {
                var identity = Rules.guid(text);
                if (clientId == null || clientId.equals(identity)) {
                    return new ManagedIdentity(identity.toString());
                }
            } catch (BrokenRule notAGuid) {
                throw new BrokenRule("must be 'system' or the client id of a user-assigned identity");
            }
            throw new BrokenRule("must be the same as client-id, or client-id left out");
        }

        public boolean isSystemAssigned() {
            return clientId.equals(SYSTEM);
        }
    }

    /** @return null after a fault; one of several where more than one is given, which is a fault too */
    static Credential read(Values values, String name, UUID clientId) {
        var secret = values.get(TENANT_CLIENT_SECRET, name, Rules::text);
        var certificate = values.get(TENANT_CERTIFICATE_FILE, name, Rules.file(values.home()));
        var password = values.get(TENANT_CERTIFICATE_PASSWORD, name, Rules::text);
        var identity = values.get(TENANT_MANAGED_IDENTITY, name, text -> ManagedIdentity.of(text, clientId));
        var given = Stream.of(TENANT_CLIENT_SECRET, TENANT_CERTIFICATE_FILE, TENANT_MANAGED_IDENTITY)
                .filter(key -> values.has(key.key(name)))
                .toList();
        if (given.size() != 1) {
            values.fault(
                    given.isEmpty() ? TENANT_CLIENT_SECRET : given.get(1),
                    name,
                    "exactly one credential must be given: client-secret, certificate-file or managed-identity");
        }
        if (values.has(TENANT_CERTIFICATE_PASSWORD.key(name)) && !values.has(TENANT_CERTIFICATE_FILE.key(name))) {
            values.fault(TENANT_CERTIFICATE_PASSWORD, name, "must not stand without certificate-file");
        }
        return secret != null
                ? new Credential.ClientSecret(secret)
                : certificate != null ? new Credential.Certificate(certificate, password) : identity;
    }
}
