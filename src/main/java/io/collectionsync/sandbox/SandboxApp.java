package io.collectionsync.sandbox;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The application that a tenant's administrator registered for Collection Sync, with its credentials and grants. */
public final class SandboxApp {

    /**
     * What the fact sheet (section 6) tells an administrator to grant, for devices and users.
     */
    public static final Set<String> RECOMMENDED_ROLES = Set.of(
            "GroupMember.ReadWrite.All",
            "GroupMember.Read.All",
            "Device.ReadWrite.All",
            "Device.Read.All",
            "User.ReadBasic.All",
            "User.Read.All");

    private final UUID clientId;
    private final List<X509Certificate> certificates = new CopyOnWriteArrayList<>();
    private volatile String clientSecret = newSecret();
    private volatile Set<String> roles = RECOMMENDED_ROLES;
    private volatile boolean servicePrincipal = true;

    SandboxApp(UUID clientId) {
        this.clientId = clientId;
    }

    public UUID clientId() {
        return clientId;
    }

    /** Object id of its service principal, which may own groups. */
    public UUID servicePrincipal() {
        return new UUID(clientId.getMostSignificantBits(), clientId.getLeastSignificantBits() ^ 1);
    }

    /** The secret that the token endpoint takes, random at each start. */
    public String clientSecret() {
        return clientSecret;
    }

    /** Makes a new secret; the one before is refused from now on. */
    public String renewSecret() {
        clientSecret = newSecret();
        return clientSecret;
    }

    /** Lets the application sign its client assertions with the key of this certificate. */
    public void registerCertificate(X509Certificate certificate) {
        certificates.add(certificate);
    }

    List<X509Certificate> certificates() {
        return certificates;
    }

    /** Grants exactly these application permissions; tokens issued before keep what they carry. */
    public void setRoles(Set<String> granted) {
        roles = Set.copyOf(granted);
    }

    Set<String> roles() {
        return roles;
    }

    /** Without a service principal in the tenant Graph answers Authorization_IdentityNotFound. */
    public void setServicePrincipal(boolean present) {
        servicePrincipal = present;
    }

    boolean hasServicePrincipal() {
        return servicePrincipal;
    }

    private static String newSecret() {
        byte[] bytes = new byte[30];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "application " + clientId;
    }
}
