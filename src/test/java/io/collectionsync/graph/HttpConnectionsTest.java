package io.collectionsync.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.collectionsync.graph.auth.Certificates;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trust files that can be used, those that cannot; connections used again; servers that do not answer in time. */
class HttpConnectionsTest {

    private static final int LENGTH = 250;
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: " + LENGTH + "\r\n\r\n";

    @TempDir
    private Path folder;

    @Test
    void furtherAuthoritiesAreTakenFromAPemFile() throws Exception {
        var file = file(Certificates.rsa("one").certificatePem()
                + Certificates.ec("two").certificatePem());

        try (var client = new HttpConnections(null, file, 4)
                .configure(HttpClients.custom())
                .build()) {
            assertThat(client).isNotNull();
        }
    }

    @Test
    void aTrustFileThatCannotBeUsedIsNamed() throws Exception {
        assertFault(folder.resolve("missing.pem"));
        assertFault(file(""));
        assertFault(file("some words"));
        assertFault(file("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n"));
        assertFault(file(Certificates.rsa("one").pkcs8()));
        var utf16 = Certificates.rsa("one").certificatePem().getBytes(StandardCharsets.UTF_16);
        assertFault(Files.write(folder.resolve("utf-16.pem"), utf16)).hasMessageContaining("UTF-16");
    }

    @Test
    void aNetworkFaultIsOneLineWithTheMend() {
        assertThat(NetworkFault.line(new UnknownHostException("graph.test")))
                .isEqualTo("the name graph.test does not resolve; check the URL, DNS or proxy.url");
        assertThat(NetworkFault.line(new IOException(new ConnectException("refused"))))
                .startsWith("no connection (refused)");
        assertThat(NetworkFault.line(new SSLHandshakeException("PKIX path building failed")))
                .endsWith("tls.trust-file");
        var untrusted = new SSLHandshakeException("handshake");
        untrusted.initCause(new CertificateException("expired"));
        assertThat(NetworkFault.line(untrusted)).contains("not trusted (expired)");
        assertThat(NetworkFault.line(new SocketTimeoutException("Read timed out")))
                .isEqualTo("no answer in time (Read timed out)");
        assertThat(NetworkFault.line(new IOException("else"))).isEqualTo("IOException: else");
    }

    @ParameterizedTest(name = "{0}: {1} connections for three calls")
    @CsvSource({"200, 1", "404, 1", "429, 1", "500, 3", "502, 3", "503, 3", "504, 3"})
    void afterA5xxTheNextCallTakesANewConnection(int status, int connections) throws Exception {
        var ports = ConcurrentHashMap.<Integer>newKeySet();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ports.add(exchange.getRemoteAddress().getPort());
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try (var client = new HttpConnections(null, null, 4)
                .configure(HttpClients.custom())
                .build()) {
            for (int i = 0; i < 3; i++) {
                assertThat(get(client, server.getAddress().getPort())).isEqualTo("{}");
            }
        } finally {
            server.stop(0);
        }
        assertThat(ports).hasSize(connections);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HEAD, HEAD + "{\"half\":"})
    void aServerThatStopsAnsweringFailsTheCallWithinTheTimeOut(String beginning) throws Exception {
        assertTooLate(Duration.ofMillis(300), socket -> {
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nX: ", HEAD})
    void anAnswerThatComesByteByByteFailsTheCallWhenTheWholeTakesTooLong(String beginning) throws Exception {
        assertTooLate(Duration.ofMillis(300), socket -> {
            var late = new CountDownLatch(1);
            String rest = (HEAD + "x".repeat(LENGTH)).substring(beginning.startsWith(HEAD) ? HEAD.length() : 0);
            socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
            for (byte letter : rest.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(letter);
                late.await(20, TimeUnit.MILLISECONDS);
            }
        });
    }

    private interface Answering {

        void answer(Socket socket) throws Exception;
    }

    private static void assertTooLate(Duration timeOut, Answering answering) throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new HttpConnections(null, null, 4, timeOut)
                        .configure(HttpClients.custom())
                        .build()) {
            CompletableFuture.runAsync(() -> {
                try (var socket = server.accept()) {
                    answering.answer(socket);
                } catch (Exception gone) {
                    // the client has given up
                }
            });
            long begin = System.nanoTime();

            assertThatThrownBy(() -> get(client, server.getLocalPort()))
                    .satisfies(failure -> assertThat(NetworkFault.line(failure)).startsWith("no answer in time"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(timeOut, timeOut.multipliedBy(20));
        }
    }

    private static String get(HttpClient client, int port) throws IOException {
        return client.execute(
                new HttpGet("http://127.0.0.1:" + port + "/"), answer -> EntityUtils.toString(answer.getEntity()));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "authorities", ".pem"), text);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFault(Path file) {
        return assertThatThrownBy(() -> new HttpConnections(null, file, 4))
                .isInstanceOf(GraphFault.class)
                .hasMessageStartingWith("tls.trust-file " + file + " cannot be used: ")
                .hasMessageEndingWith("it must hold certificates in PEM form");
    }
}
