package io.collectionsync.pem;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.auth.Certificates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PEM as tools and editors leave it, and what is said of a file that only looks like it. */
class PemFileTest {

    private static final String PASSWORD = "öpen, sesame";

    private static Certificates one;
    private static Certificates two;
    private static X509Certificate first;
    private static X509Certificate second;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        one = Certificates.rsa("one");
        two = Certificates.ec("two");
        first = certificate(one.certificatePem());
        second = certificate(two.certificatePem());
    }

    @Test
    void certificates_are_read_in_the_order_of_the_file() throws Exception {
        assertThat(read(one.certificatePem() + two.certificatePem(), UTF_8).certificates())
                .containsExactly(first, second);
        assertThat(read(two.certificatePem() + one.certificatePem(), UTF_8).certificates())
                .containsExactly(second, first);
    }

    @Test
    void a_byte_order_mark_does_no_harm() throws Exception {
        assertReadable("\uFEFF" + one.certificatePem() + one.pkcs8(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n\n", " \n", "\n\t"})
    void line_ends_blank_lines_and_indentation_do_no_harm(String lineEnd) throws Exception {
        assertReadable((one.certificatePem() + one.pkcs8()).replaceAll("\\R", lineEnd), UTF_8);
    }

    @Test
    void words_around_the_entries_do_no_harm_in_any_character_set() throws Exception {
        var text = "Bag Attributes\n    friendlyName: Gruppenabgleich für Köln\n" + one.certificatePem()
                + "Bag Attributes: <kein Schlüssel>\n" + one.pkcs8() + "Ende.";

        assertReadable(text, ISO_8859_1);
        assertReadable(text, UTF_8);
    }

    @Test
    void a_certificate_under_its_older_name_is_read() throws Exception {
        assertThat(read(one.certificatePem().replace("CERTIFICATE", "X509 CERTIFICATE"), UTF_8)
                        .certificates())
                .containsExactly(first);
    }

    @Test
    void binary_certificates_are_read_too() throws Exception {
        assertThat(read(first.getEncoded()).certificates()).containsExactly(first);
        var chain = CertificateFactory.getInstance("X.509").generateCertPath(List.of(second, first));
        assertThat(read(chain.getEncoded("PKCS7")).certificates()).containsExactly(second, first);
        var text = "-----BEGIN PKCS7-----\n" + Base64.getMimeEncoder().encodeToString(chain.getEncoded("PKCS7"))
                + "\n-----END PKCS7-----\n";
        assertThat(read(text, UTF_8).certificates()).containsExactly(second, first);
    }

    @Test
    void a_bundle_of_many_authorities_is_read() throws Exception {
        assertThat(read(two.certificatePem().repeat(2_000), UTF_8).certificates())
                .hasSize(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.113549.3.7", "2.16.840.1.101.3.4.1.2", "2.16.840.1.101.3.4.1.42"})
    void a_key_is_opened_whatever_cipher_openssl_chose(String cipher) throws Exception {
        assertThat(read(one.pkcs8(PASSWORD, cipher), UTF_8).privateKey(PASSWORD))
                .isEqualTo(one.privateKey());
    }

    @Test
    void entries_of_another_kind_do_no_harm() throws Exception {
        assertReadable(
                "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + one.certificatePem()
                        + one.pkcs8(),
                UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "x-UTF-16LE-BOM"})
    void utf_16_is_named_as_such(String charset) throws Exception {
        assertRefused(one.certificatePem().getBytes(Charset.forName(charset)))
                .hasMessageStartingWith("it is UTF-16 text: save it as UTF-8");
    }

    @Test
    void a_key_store_is_named_as_such_binary_and_as_base64_text() throws Exception {
        for (String type : List.of("PKCS12", "JKS", "JCEKS")) {
            byte[] store = keyStore(type);
            assertThat(PemFile.isKeyStore(file(store))).as(type).isTrue();
            assertRefused(store).hasMessage("it is a key store (PKCS#12, PFX or JKS), not PEM");
        }
        for (var encoder : List.of(Base64.getEncoder(), Base64.getMimeEncoder())) {
            assertRefused(encoder.encode(keyStore("PKCS12")))
                    .hasMessageStartingWith("it is the base64 text of a PFX file: decode it first");
        }
        assertThat(PemFile.isKeyStore(file(one.certificatePem().getBytes(UTF_8))))
                .isFalse();
    }

    @Test
    void an_entry_without_an_end_is_a_fault() throws Exception {
        var certificate = one.certificatePem();

        assertRefused(certificate.substring(0, certificate.length() / 2).getBytes(UTF_8))
                .hasMessage("an entry in it has no -----END line of its own");
        assertRefused((certificate.substring(0, certificate.indexOf("-----END")) + two.certificatePem())
                        .getBytes(UTF_8))
                .hasMessage("an entry in it has no -----END line of its own");
    }

    @Test
    void a_malformed_certificate_is_a_fault() throws Exception {
        assertRefused("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n".getBytes(UTF_8))
                .hasMessageStartingWith("a certificate in it is malformed: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "some words", "MIIB", "\u0000\u0001\u0002", "-----BEGIN CERTIFICATE-----"})
    void a_file_that_is_none_is_a_fault(String text) throws Exception {
        assertThatThrownBy(() -> read(text, UTF_8).certificates()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read(text, UTF_8).privateKey(null)).isInstanceOf(IOException.class);
    }

    @Test
    void a_file_that_cannot_be_read_is_a_fault() {
        assertThatThrownBy(() -> PemFile.read(folder.resolve("missing.pem"))).hasMessage("it does not exist");
        assertThatThrownBy(() -> PemFile.isKeyStore(folder.resolve("missing.pem")))
                .hasMessage("it does not exist");
        assertThatThrownBy(() -> PemFile.read(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void a_password_that_is_missing_and_one_that_is_wrong_are_told_apart() throws Exception {
        var encrypted = read(one.pkcs8(PASSWORD) + one.certificatePem(), UTF_8);

        for (String none : new String[] {null, ""}) {
            assertThatThrownBy(() -> encrypted.privateKey(none))
                    .hasMessage("its private key is encrypted and no password is given");
        }
        assertThatThrownBy(() -> encrypted.privateKey("wrong"))
                .hasMessage("the password does not open its private key");
        assertThat(encrypted.certificates()).containsExactly(first);
    }

    private void assertReadable(String text, Charset charset) throws Exception {
        assertThat(read(text, charset).certificates()).containsExactly(first);
        assertThat(read(text, charset).privateKey(null)).isEqualTo(one.privateKey());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(byte[] bytes) {
        return assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
    }

    private PemFile read(String text, Charset charset) throws IOException {
        return read(text.getBytes(charset));
    }

    private PemFile read(byte[] bytes) throws IOException {
        return PemFile.read(file(bytes));
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "certificate", ".pem"), bytes);
    }

    private static byte[] keyStore(String type) throws Exception {
        var store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setCertificateEntry("one", first);
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, "secret".toCharArray());
        return bytes.toByteArray();
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8)));
    }
}
