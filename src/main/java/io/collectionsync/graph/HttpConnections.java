package io.collectionsync.graph;

import io.collectionsync.pem.PemFile;
import io.collectionsync.settings.Proxy;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * How this process reaches Entra and Graph: trust, proxy, limits and time-outs, the same for tokens and for calls. The
 * client repeats nothing by itself, follows no redirect and keeps no cookie.
 */
public final class HttpConnections {

    private static final Timeout CONNECT = Timeout.ofSeconds(10);
    /** Between two packets of an answer; a batch of 20 PATCHes may take Graph many seconds. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private static final Timeout LEASE = Timeout.ofSeconds(60);
    private static final TimeValue LIFE = TimeValue.ofMinutes(5);

    private final Proxy proxy;
    private final SSLContext tls;
    private final int connections;
    private final Timeout answer;

    /**
     * @param proxy       the way out, null for a direct one
     * @param trustFile   PEM file of further authorities, added to the JVM's own; null for none
     * @param connections most connections at once to one host
     * @throws GraphFault if the trust file cannot be used
     */
    public HttpConnections(Proxy proxy, Path trustFile, int connections) {
        this(proxy, trustFile, connections, ANSWER);
    }

    /** @param answer longest wait between two packets of an answer; the whole may take {@link Deadline#TIMES} that */
    HttpConnections(Proxy proxy, Path trustFile, int connections, Duration answer) {
        this.proxy = proxy;
        this.tls = tls(trustFile);
        this.connections = connections;
        this.answer = Timeout.of(answer);
    }

    /** Sets all of it on {@code builder} and returns it. */
    public HttpClientBuilder configure(HttpClientBuilder builder) {
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .setMaxConnPerRoute(connections)
                        .setMaxConnTotal(connections * 4)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(answer)
                                .setTimeToLive(LIFE)
                                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                                .build())
                        .setDefaultSocketConfig(SocketConfig.custom()
                                .setTcpNoDelay(true)
                                .setSoTimeout(answer)
                                .build())
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(answer)
                        .setConnectionRequestTimeout(LEASE)
                        .build())
                .setConnectionReuseStrategy(HttpConnections::mayBeUsedAgain)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .setUserAgent("collection-sync");
        Deadline.set(builder, answer.toDuration());
        if (proxy != null) {
            useProxy(builder);
        }
        return builder;
    }

    /**
     * After a 5xx the next attempt goes over a new connection, to another front end perhaps (Microsoft docs for 503).
     */
    private static boolean mayBeUsedAgain(HttpRequest request, HttpResponse response, HttpContext context) {
        return response.getCode() < 500
                && DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context);
    }

    private void useProxy(HttpClientBuilder builder) {
        var host = new HttpHost(
                proxy.url().getScheme(), proxy.url().getHost(), proxy.url().getPort());
        builder.setRoutePlanner(new DefaultProxyRoutePlanner(host) {
            @Override
            protected HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
                return isException(target.getHostName()) ? null : super.determineProxy(target, context);
            }
        });
        ProxyRefusal.tellApart(builder, proxy);
        if (proxy.username() != null) {
            var credentials = new BasicCredentialsProvider();
            credentials.setCredentials(
                    new AuthScope(host),
                    new UsernamePasswordCredentials(
                            proxy.username(), proxy.password().toCharArray()));
            builder.setDefaultCredentialsProvider(credentials);
        }
    }

    /** {@code *.contoso.com} or {@code .contoso.com} covers every host below it, other words one host. */
    private boolean isException(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return proxy.exceptions().stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(word -> name.equals(word)
                        || word.startsWith("*.") && name.endsWith(word.substring(1))
                        || word.startsWith(".") && name.endsWith(word));
    }

    private static SSLContext tls(Path trustFile) {
        if (trustFile == null) {
            return SSLContexts.createDefault();
        }
        try {
            return SSLContexts.custom()
                    .loadTrustMaterial(authorities(trustFile), null)
                    .build();
        } catch (GeneralSecurityException | IOException e) {
            throw new GraphFault(
                    "tls.trust-file " + trustFile + " cannot be used: " + e.getMessage()
                            + "; it must hold certificates in PEM form",
                    e);
        }
    }

    private static KeyStore authorities(Path file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var all = new ArrayList<>(PemFile.read(file).certificates());
        all.addAll(ownAuthorities());
        for (var authority : all) {
            store.setCertificateEntry("authority-" + store.size(), authority);
        }
        return store;
    }

    private static List<X509Certificate> ownAuthorities() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }
}
