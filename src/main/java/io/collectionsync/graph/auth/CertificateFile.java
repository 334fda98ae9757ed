package io.collectionsync.graph.auth;

import com.microsoft.aad.msal4j.ClientCredentialFactory;
import com.microsoft.aad.msal4j.IClientCertificate;
import io.collectionsync.graph.GraphFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** Reads an application's certificate with its private key from a PEM or PKCS#12 file. */
final class CertificateFile {

    /** The JDK's own provider cannot decrypt these keys. */
    private static final Provider CIPHERS = new BouncyCastleProvider();

    private CertificateFile() {}

    /**
     * @param password of the key or the store, null for none
     * @throws GraphFault with the file's name and what is wrong with it; never the password
     */
    static IClientCertificate read(Path file, String password) {
        try {
            return isPem(file) ? readPem(file, password) : readPkcs12(file, password);
        } catch (NoSuchFileException e) {
            throw new GraphFault("certificate-file " + file + " does not exist", e);
        } catch (IOException
                | GeneralSecurityException
                | OperatorCreationException
                | PKCSException
                | RuntimeException e) {
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

    private static boolean isPem(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("-----BEGIN ");
    }

    private static IClientCertificate readPkcs12(Path file, String password)
            throws IOException, GeneralSecurityException {
        try (var stream = Files.newInputStream(file)) {
            var certificate = ClientCredentialFactory.createFromCertificate(stream, password == null ? "" : password);
            requireRsa(certificate.privateKey());
            return certificate;
        }
    }

    private static IClientCertificate readPem(Path file, String password)
            throws IOException, GeneralSecurityException, OperatorCreationException, PKCSException {
        PrivateKey key = null;
        List<X509Certificate> chain = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(text)) {
            for (Object entry = parser.readObject(); entry != null; entry = parser.readObject()) {
                if (entry instanceof X509CertificateHolder certificate) {
                    chain.add(new JcaX509CertificateConverter().getCertificate(certificate));
                } else {
                    key = key(entry, password == null ? new char[0] : password.toCharArray(), key);
                }
            }
        }
        if (key == null || chain.isEmpty()) {
            throw new IOException(key == null ? "no private key in it" : "no certificate in it");
        }
        return ClientCredentialFactory.createFromCertificateChain(key, leafFirst(chain, key));
    }

    /** Entra takes the first certificate for the application's; files put it anywhere. */
    private static List<X509Certificate> leafFirst(List<X509Certificate> chain, PrivateKey key) throws IOException {
        var rsa = requireRsa(key);
        var leaf = chain.stream()
                .filter(certificate -> certificate.getPublicKey() instanceof RSAPublicKey open
                        && open.getModulus().equals(rsa.getModulus()))
                .findFirst()
                .orElseThrow(() -> new IOException("no certificate in it belongs to its private key"));
        return Stream.concat(Stream.of(leaf), chain.stream().filter(certificate -> certificate != leaf))
                .toList();
    }

    /** The token library signs with RSA alone. */
    private static RSAPrivateKey requireRsa(PrivateKey key) throws IOException {
        if (key instanceof RSAPrivateKey rsa) {
            return rsa;
        }
        throw new IOException("its private key is " + key.getAlgorithm() + ", not RSA");
    }

    private static PrivateKey key(Object entry, char[] password, PrivateKey otherwise)
            throws IOException, OperatorCreationException, PKCSException {
        var converter = new JcaPEMKeyConverter();
        if (entry instanceof PrivateKeyInfo plain) {
            return converter.getPrivateKey(plain);
        }
        if (entry instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            var decryptor = new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(CIPHERS)
                    .build(password);
            return converter.getPrivateKey(encrypted.decryptPrivateKeyInfo(decryptor));
        }
        if (entry instanceof PEMKeyPair pair) {
            return converter.getPrivateKey(pair.getPrivateKeyInfo());
        }
        if (entry instanceof PEMEncryptedKeyPair encrypted) {
            var decryptor =
                    new JcePEMDecryptorProviderBuilder().setProvider(CIPHERS).build(password);
            return converter.getPrivateKey(encrypted.decryptKeyPair(decryptor).getPrivateKeyInfo());
        }
        return otherwise;
    }
}
