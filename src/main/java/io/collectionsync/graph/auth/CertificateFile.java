package io.collectionsync.graph.auth;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.IClientCertificate;
import io.collectionsync.graph.GraphFault;
import io.collectionsync.pem.PemFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads an application's certificate with its private key from a PEM or PKCS#12 file. */
final class CertificateFile {

    /** What the JDK takes as a key store's password (tried on 17: "Password is not ASCII"). */
    private static final Pattern ASCII = Pattern.compile("[ -~]*");

    private CertificateFile() {}

    /**
     * @param password of the key or the store, null for none
     * @throws GraphFault with the file's name and what is wrong with it; never the password
     */
    static IClientCertificate read(Path file, String password) {
        if (Files.notExists(file)) {
            throw new GraphFault("certificate-file " + file + " does not exist");
        }
        try {
            return PemFile.isKeyStore(file) ? ofKeyStore(file, password) : ofPem(PemFile.read(file), password);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new GraphFault(
                    "certificate-file " + file + " cannot be used (" + e.getMessage()
                            + "): it must hold one RSA private key with its certificate, as PEM or PKCS#12, and"
                            + " certificate-password must fit",
                    e);
        }
    }

    /** @return when the application's own certificate, the first of its chain, ends */
    static Instant expires(IClientCertificate certificate) {
        try {
            byte[] leaf = Base64.getMimeDecoder()
                    .decode(certificate.getEncodedPublicKeyCertificateChain().get(0));
            return ((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(leaf)))
                    .getNotAfter()
                    .toInstant();
        } catch (GeneralSecurityException e) {
            throw new GraphFault("The certificate has no end that can be read: " + e.getMessage(), e);
        }
    }

    private static IClientCertificate ofKeyStore(Path file, String password)
            throws IOException, GeneralSecurityException {
        if (password != null && !ASCII.matcher(password).matches()) {
            throw new IOException("Java opens no key store whose password holds other characters than ASCII: export it"
                    + " again with another password, or as PEM");
        }
        try (var stream = Files.newInputStream(file)) {
            var certificate = ClientCredentialFactory.createFromCertificate(stream, password == null ? "" : password);
            requireRsa(certificate.privateKey());
            return certificate;
        }
    }

    private static IClientCertificate ofPem(PemFile file, String password) throws IOException {
        var key = file.privateKey(password);
        return ClientCredentialFactory.createFromCertificateChain(key, leafFirst(file.certificates(), key));
    }

    /** Entra takes the first certificate for the application's; files put it anywhere. */
    private static List<X509Certificate> leafFirst(List<X509Certificate> chain, PrivateKey key) throws IOException {
        var rsa = requireRsa(key);
        var leaf = chain.stream()
                .filter(certificate -> certificate.getPublicKey() instanceof RSAPublicKey open
                        && open.getModulus().equals(rsa.getModulus()))
                .findFirst()
                .orElseThrow(() -> new IOException("no certificate in it belongs to its private key"));
        return Stream.concat(Stream.of(leaf), chain.stream().filter(certificate -> !certificate.equals(leaf)))
                .toList();
    }

    /** The token library signs with RSA alone. */
    private static RSAPrivateKey requireRsa(PrivateKey key) throws IOException {
        if (key instanceof RSAPrivateKey rsa) {
            return rsa;
        }
        throw new IOException("its private key is " + key.getAlgorithm() + ", not RSA");
    }
}
