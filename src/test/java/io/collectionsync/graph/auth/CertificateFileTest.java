package io.collectionsync.graph.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.aad.msal4j.IClientCertificate;
import io.collectionsync.graph.GraphFault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every form in which an application's certificate comes, and what is said of those that cannot be used. */
class CertificateFileTest {

    private static final String PASSWORD = "open, sesame";

    private static Certificates rsa;
    private static Certificates other;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        rsa = Certificates.rsa("application");
        other = Certificates.rsa("authority");
    }

    @Test
    void aPlainKeyBesideItsCertificateIsRead() throws Exception {
        assertRead(file(rsa.pkcs8() + rsa.certificatePem()), null);
        assertRead(file(rsa.certificatePem() + rsa.pkcs8()), null);
    }

    @Test
    void anEncryptedKeyIsReadWithItsPassword() throws Exception {
        assertRead(file(rsa.pkcs8(PASSWORD) + rsa.certificatePem()), PASSWORD);
    }

    @Test
    void aTraditionalRsaKeyIsReadPlainAndEncrypted() throws Exception {
        assertThat(rsa.traditional()).startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertRead(file(rsa.traditional() + rsa.certificatePem()), null);
        assertThat(rsa.traditional(PASSWORD)).contains("Proc-Type: 4,ENCRYPTED");
        assertRead(file(rsa.traditional(PASSWORD) + rsa.certificatePem()), PASSWORD);
    }

    @Test
    void wordsAroundTheEntriesDoNotMatter() throws Exception {
        assertRead(file("Bag Attributes\n  friendlyName: x\n" + rsa.certificatePem() + "\nKey:\n" + rsa.pkcs8()), null);
    }

    @Test
    void theApplicationsCertificateComesFirstWhereverItStands() throws Exception {
        assertRead(file(other.certificatePem() + rsa.pkcs8() + rsa.certificatePem()), null);
    }

    @Test
    void aPkcs12StoreIsReadWithAndWithoutPassword() throws Exception {
        assertRead(rsa.pkcs12(folder.resolve("a.pfx"), PASSWORD, "key"), PASSWORD);
        assertRead(rsa.pkcs12(folder.resolve("b.pfx"), "", "key"), null);
    }

    @Test
    void aWrongPasswordIsAFaultThatDoesNotTellIt() throws Exception {
        assertFault(file(rsa.pkcs8(PASSWORD) + rsa.certificatePem()), "wrong-password");
        assertFault(file(rsa.pkcs8(PASSWORD) + rsa.certificatePem()), null);
        assertFault(file(rsa.traditional(PASSWORD) + rsa.certificatePem()), "wrong-password");
        assertFault(file(rsa.traditional(PASSWORD) + rsa.certificatePem()), null);
        assertFault(rsa.pkcs12(folder.resolve("c.pfx"), PASSWORD, "key"), "wrong-password");
        assertFault(rsa.pkcs12(folder.resolve("d.pfx"), PASSWORD, "key"), null);
    }

    @Test
    void aKeyStoreWithAPasswordThatJavaCannotTakeIsAFaultThatSaysSo() throws Exception {
        assertFault(rsa.pkcs12(folder.resolve("h.pfx"), PASSWORD, "key"), "pässword")
                .hasMessageContaining("password holds other characters than ASCII: export it again");
    }

    @Test
    void aFileInAFormThatNobodyReadsIsNamed() throws Exception {
        var text = rsa.pkcs8() + rsa.certificatePem();
        assertFault(Files.write(folder.resolve("i.pem"), text.getBytes(StandardCharsets.UTF_16)), null)
                .hasMessageContaining("UTF-16");
        byte[] store = Files.readAllBytes(rsa.pkcs12(folder.resolve("j.pfx"), PASSWORD, "key"));
        assertFault(file(Base64.getMimeEncoder().encodeToString(store)), PASSWORD)
                .hasMessageContaining("base64 text of a PFX");
        assertFault(Files.write(folder.resolve("k.cer"), rsa.certificate.getEncoded()), null)
                .hasMessageContaining("no private key in it");
    }

    @Test
    void aMissingPartIsNamed() throws Exception {
        assertFault(file(rsa.certificatePem()), null).hasMessageContaining("no private key in it");
        assertFault(file(rsa.pkcs8()), null).hasMessageContaining("no certificate in it");
        assertFault(file(rsa.pkcs8() + other.certificatePem()), null)
                .hasMessageContaining("no certificate in it belongs to its private key");
    }

    @Test
    void aStoreWithoutKeyOrWithSeveralIsAFault() throws Exception {
        assertFault(rsa.pkcs12(folder.resolve("e.pfx"), PASSWORD), PASSWORD);
        assertFault(rsa.pkcs12(folder.resolve("f.pfx"), PASSWORD, "one", "two"), PASSWORD);
    }

    @Test
    void anEllipticKeyIsAFaultBecauseEntraWantsRsa() throws Exception {
        var elliptic = Certificates.ec("application");

        assertFault(file(elliptic.pkcs8() + elliptic.certificatePem()), null).hasMessageContaining("not RSA");
        assertFault(elliptic.pkcs12(folder.resolve("g.pfx"), PASSWORD, "key"), PASSWORD);
    }

    @Test
    void aFileThatIsNoneIsAFault() throws Exception {
        assertFault(file(""), null);
        assertFault(file("some words"), null);
        assertFault(file("-----BEGIN CERTIFICATE-----\nrubbish\n-----END CERTIFICATE-----\n"), null);
        assertThatThrownBy(() -> CertificateFile.read(folder.resolve("missing.pem"), null))
                .isInstanceOf(GraphFault.class)
                .hasMessageEndingWith("missing.pem does not exist");
    }

    private Path file(String text) throws Exception {
        return Files.writeString(Files.createTempFile(folder, "certificate", ".pem"), text);
    }

    private static void assertRead(Path file, String password) throws Exception {
        IClientCertificate read = CertificateFile.read(file, password);

        assertThat(read.privateKey()).isEqualTo(rsa.pair.getPrivate());
        assertThat(read.getEncodedPublicKeyCertificateChain().get(0))
                .isEqualTo(Base64.getEncoder().encodeToString(rsa.certificate.getEncoded()));
        assertThat(CertificateFile.expires(read))
                .isEqualTo(rsa.certificate.getNotAfter().toInstant());
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFault(Path file, String password) {
        return assertThatThrownBy(() -> CertificateFile.read(file, password))
                .isInstanceOf(GraphFault.class)
                .hasMessageStartingWith("certificate-file " + file + " cannot be used (")
                .hasMessageNotContainingAny(PASSWORD, "wrong-password");
    }
}
