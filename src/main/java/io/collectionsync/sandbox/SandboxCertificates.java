package io.collectionsync.sandbox;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives as long as the sandbox, and what it signs. Its key never leaves the process. */
public final class SandboxCertificates {

    private static final char[] IN_MEMORY = "in-memory".toCharArray();

    private final SecureRandom random = new SecureRandom();
    private final KeyPair authorityKey = newKey("EC");
    private final X509Certificate authority = issue("CN=Collection Sync Sandbox CA", authorityKey.getPublic(), true);

    /** The authority's certificate as PEM: what a client trusts to reach the sandbox. */
    public String authorityPem() {
        return pem(authority);
    }

    /** A TLS context that trusts the sandbox's authority and nothing else. */
    public SSLContext clientContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers().getTrustManagers(), random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The trust manager behind {@link #clientContext()}, for clients that ask for it apart. */
    public X509TrustManager trustManager() {
        return (X509TrustManager) trustManagers().getTrustManagers()[0];
    }

    /** A new RSA key with a certificate for an application's client assertions (msal4j takes RSA only). */
    public ClientCertificate clientCertificate(String name) {
        KeyPair key = newKey("RSA");
        return new ClientCertificate(key.getPrivate(), issue("CN=" + name, key.getPublic(), false));
    }

    /** A TLS context of a server that is called localhost, 127.0.0.1 and whatever {@code further} says. */
    public SSLContext serverContext(String... further) {
        try {
            KeyPair key = newKey("EC");
            X509Certificate certificate = issue("CN=localhost", key.getPublic(), false, further);
            KeyStore store = emptyStore();
            store.setKeyEntry("sandbox", key.getPrivate(), IN_MEMORY, new Certificate[] {certificate, authority});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, IN_MEMORY);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, random);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private TrustManagerFactory trustManagers() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry("authority", authority);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate issue(String subject, PublicKey key, boolean isAuthority, String... furtherNames) {
        try {
            Instant now = Instant.now();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=Collection Sync Sandbox CA"),
                    new BigInteger(120, random),
                    Date.from(now.minus(1, ChronoUnit.DAYS)),
                    Date.from(now.plus(30, ChronoUnit.DAYS)),
                    new X500Name(subject),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!isAuthority) {
                builder.addExtension(Extension.subjectAlternativeName, false, names(furtherNames));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GeneralNames names(String... further) {
        var names = Stream.concat(Stream.of("localhost"), Stream.of(further))
                .map(name -> new GeneralName(GeneralName.dNSName, name));
        return new GeneralNames(Stream.concat(names, Stream.of(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                .toArray(GeneralName[]::new));
    }

    private static KeyPair newKey(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String pem(Object... parts) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object part : parts) {
                writer.writeObject(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** An application's key and certificate. */
    public record ClientCertificate(PrivateKey key, X509Certificate certificate) {

        /** Key and certificate in one PEM text. */
        public String toPem() {
            return pem(pkcs8(), certificate);
        }

        private Object pkcs8() {
            try {
                return new JcaPKCS8Generator(key, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return certificate.getSubjectX500Principal().getName();
        }
    }
}
