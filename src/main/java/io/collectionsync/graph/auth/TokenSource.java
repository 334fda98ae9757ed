package io.collectionsync.graph.auth;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.ClientCredentialParameters;
import com.microsoft.aad.msal4j.ConfidentialClientApplication;
import com.microsoft.aad.msal4j.IAuthenticationResult;
import com.microsoft.aad.msal4j.IClientCredential;
import com.microsoft.aad.msal4j.IHttpClient;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;
import com.microsoft.aad.msal4j.ManagedIdentityId;
import com.microsoft.aad.msal4j.ManagedIdentityParameters;
import com.microsoft.aad.msal4j.MsalServiceException;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.NetworkFault;
import io.collectionsync.graph.throttle.RuntimeStopping;
import io.collectionsync.settings.Cloud;
import io.collectionsync.settings.Credential;
import io.collectionsync.settings.Tenant;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Where one tenant's tokens come from: the token library's application object, made once, with its cache. */
final class TokenSource {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 30_000;
    private static final long WAIT_SECONDS = 60;
    /** The library's default is the JVM's common pool: a few logins that hang would hold up those of every tenant. */
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "token");
        thread.setDaemon(true);
        return thread;
    });

    private interface Acquire {
        /** @param past whether to go past the cache */
        CompletableFuture<IAuthenticationResult> token(boolean past) throws Exception;
    }

    private final Tenant tenant;
    private final Acquire acquire;
    /** Completes, with {@link RuntimeStopping}, when nobody is to wait for a token any more. */
    private final CompletableFuture<IAuthenticationResult> stopped = new CompletableFuture<>();

    private volatile Instant certificateEnd;

    private TokenSource(Tenant tenant, Acquire acquire) {
        this.tenant = tenant;
        this.acquire = acquire;
    }

    static TokenSource of(Tenant tenant, IHttpClient http) {
        String resource = tenant.cloud().graphUrl().toString();
        if (tenant.credential() instanceof Credential.ManagedIdentity identity) {
            return new TokenSource(tenant, managedIdentity(identity, resource));
        }
        var application = new AtomicReference<ConfidentialClientApplication>();
        return new TokenSource(tenant, past -> made(application, tenant, http)
                .acquireToken(ClientCredentialParameters.builder(Set.of(resource + "/.default"))
                        .skipCache(past)
                        .build()));
    }

    /**
     * Made at the first token: OpenID discovery asks the network, and a tenant that is down must not stop the others.
     */
    private static ConfidentialClientApplication made(
            AtomicReference<ConfidentialClientApplication> application, Tenant tenant, IHttpClient http) {
        synchronized (application) {
            if (application.get() == null) {
                application.set(application(tenant, http));
            }
            return application.get();
        }
    }

    /** The identity endpoint is the machine's own: it is never asked through the proxy. */
    private static Acquire managedIdentity(Credential.ManagedIdentity identity, String resource) {
        var id = identity.isSystemAssigned()
                ? ManagedIdentityId.systemAssigned()
                : ManagedIdentityId.userAssignedClientId(identity.clientId());
        var application = ManagedIdentityApplication.builder(id)
                .connectTimeoutForDefaultHttpClient(CONNECT_MILLIS)
                .readTimeoutForDefaultHttpClient(READ_MILLIS)
                .build();
        return past -> application.acquireTokenForManagedIdentity(
                ManagedIdentityParameters.builder(resource).forceRefresh(past).build());
    }

    private static ConfidentialClientApplication application(Tenant tenant, IHttpClient http) {
        try {
            var builder = ConfidentialClientApplication.builder(
                            tenant.clientId().toString(), credential(tenant))
                    .httpClient(http)
                    .executorService(THREADS)
                    .disableInternalRetries()
                    .logPii(false);
            String directory = tenant.authorityUrl() + "/" + tenant.id();
            return isMicrosofts(tenant.authorityUrl())
                    ? builder.authority(directory).build()
                    : builder.oidcAuthority(directory + "/v2.0")
                            .instanceDiscovery(false)
                            .build();
        } catch (MalformedURLException e) {
            throw new GraphFault("tenant." + tenant.name() + ".authority-url is no URL: " + e.getMessage(), e);
        }
    }

    /**
     * Other hosts, and ports, are reached by OpenID discovery: only so does the library's cache hit (tried, 1.26.0).
     */
    private static boolean isMicrosofts(URI authority) {
        return Arrays.stream(Cloud.values())
                .anyMatch(cloud -> cloud.authorityUrl().equals(authority));
    }

    private static IClientCredential credential(Tenant tenant) {
        if (tenant.credential() instanceof Credential.Certificate certificate) {
            return CertificateFile.read(certificate.file(), certificate.password());
        }
        return ClientCredentialFactory.createFromSecret(((Credential.ClientSecret) tenant.credential()).secret());
    }

    /**
     * @return when the certificate ends that the application signs in with; null where it has none (a secret's end is
     *     known to Entra alone), and where its file cannot be read
     */
    Instant credentialExpires() {
        if (certificateEnd == null && tenant.credential() instanceof Credential.Certificate certificate) {
            try {
                certificateEnd =
                        CertificateFile.expires(CertificateFile.read(certificate.file(), certificate.password()));
            } catch (GraphFault unreadable) {
                return null;
            }
        }
        return certificateEnd;
    }

    /** Whoever waits for a token, or asks for one from now on, is told to stop. */
    void stop() {
        stopped.completeExceptionally(new RuntimeStopping());
    }

    /**
     * @throws GraphFault with one line and the fix
     * @throws RuntimeStopping     if the runtime stops meanwhile
     */
    IAuthenticationResult acquire(boolean past) {
        try {
            return asked(past).applyToEither(stopped, Function.identity()).get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GraphFault("Token of tenant " + tenant.name() + ": interrupted", e);
        } catch (ExecutionException e) {
            throw refused(e.getCause());
        } catch (TimeoutException e) {
            throw new GraphFault("Token of tenant " + tenant.name() + ": no answer in " + WAIT_SECONDS + " s", e);
        }
    }

    /** The library's first look at the authority is a request of its own, and may hang too. */
    private CompletableFuture<IAuthenticationResult> asked(boolean past) {
        return CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return acquire.token(past);
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        },
                        THREADS)
                .thenCompose(Function.identity());
    }

    private RuntimeException refused(Throwable cause) {
        if (cause instanceof RuntimeStopping || cause instanceof GraphFault) {
            return (RuntimeException) cause;
        }
        String line = "Token of tenant " + tenant.name() + " refused by " + tenant.authorityUrl() + ": ";
        if (cause instanceof MsalServiceException service) {
            return new GraphFault(line + SignInFault.line(service, tenant), cause);
        }
        return new GraphFault(line + NetworkFault.line(cause), cause);
    }
}
