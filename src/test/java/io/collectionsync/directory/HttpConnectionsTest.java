package io.collectionsync.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust files that can be used, those that cannot, and what is said of servers that cannot be reached. */
class HttpConnectionsTest {

    @TempDir
    private Path folder;

    @Test
    void furtherAuthoritiesAreTakenFromAPemFile() throws Exception {
        var file = file(Certificates.rsa("one").certificatePem() + Certificates.ec("two").certificatePem());

        try (var client = new HttpConnections(null, file, 4).configure(HttpClients.custom()).build()) {
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
    }

    @Test
    void aNetworkFaultIsOneLineWithTheMend() {
        assertThat(NetworkFault.line(new UnknownHostException("graph.test")))
                .isEqualTo("the name graph.test does not resolve; check the URL, DNS or proxy.url");
        assertThat(NetworkFault.line(new IOException(new ConnectException("refused")))).startsWith("no connection (refused)");
        assertThat(NetworkFault.line(new SSLHandshakeException("PKIX path building failed"))).endsWith("tls.trust-file");
        var untrusted = new SSLHandshakeException("handshake");
        untrusted.initCause(new CertificateException("expired"));
        assertThat(NetworkFault.line(untrusted)).contains("not trusted (expired)");
        assertThat(NetworkFault.line(new SocketTimeoutException("Read timed out"))).isEqualTo("no answer in time (Read timed out)");
        assertThat(NetworkFault.line(new IOException("else"))).isEqualTo("IOException: else");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(folder, "authorities", ".pem"), text);
    }

    private static void assertFault(Path file) {
        assertThatThrownBy(() -> new HttpConnections(null, file, 4)).isInstanceOf(DirectoryFault.class)
                .hasMessageStartingWith("tls.trust-file " + file + " cannot be used: ")
                .hasMessageEndingWith("it must hold certificates in PEM form");
    }
}
