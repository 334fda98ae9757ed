package io.collectionsync.graph.auth;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemGenerationException;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** A key with its certificate, in the forms in which administrators have them. */
public final class Certificates {

    final KeyPair pair;
    final X509Certificate certificate;

    private Certificates(String algorithm, int size, String name) throws Exception {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        pair = generator.generateKeyPair();
        var subject = new X500Principal("CN=" + name);
        var signer = new JcaContentSignerBuilder(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA")
                .build(pair.getPrivate());
        certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                subject,
                                BigInteger.ONE,
                                Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                                Date.from(Instant.parse("2040-01-01T00:00:00Z")),
                                subject,
                                pair.getPublic())
                        .build(signer));
    }

    public static Certificates rsa(String name) throws Exception {
        return new Certificates("RSA", 2048, name);
    }

    public static Certificates ec(String name) throws Exception {
        return new Certificates("EC", 256, name);
    }

    public String certificatePem() throws Exception {
        return pem(new JcaMiscPEMGenerator(certificate));
    }

    public String pkcs8() throws Exception {
        return pem(new JcaPKCS8Generator(pair.getPrivate(), null));
    }

    public PrivateKey privateKey() {
        return pair.getPrivate();
    }

    public String pkcs8(String password) throws Exception {
        return pkcs8(password, PKCS8Generator.AES_256_CBC.getId());
    }

    /** @param cipher object identifier of what encrypts the key */
    public String pkcs8(String password, String cipher) throws Exception {
        return pem(new JcaPKCS8Generator(
                pair.getPrivate(),
                new JceOpenSSLPKCS8EncryptorBuilder(new ASN1ObjectIdentifier(cipher))
                        .setProvider(new BouncyCastleProvider())
                        .setPassword(password.toCharArray())
                        .build()));
    }

    /** The form that OpenSSL wrote before PKCS#8, of an RSA key PKCS#1. */
    String traditional() throws Exception {
        return pem(new JcaMiscPEMGenerator(
                PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded())));
    }

    String traditional(String password) throws Exception {
        return pem(new JcaMiscPEMGenerator(
                pair.getPrivate(),
                new JcePEMEncryptorBuilder("AES-256-CBC")
                        .setProvider(new BouncyCastleProvider())
                        .build(password.toCharArray())));
    }

    /** @param aliases names under which the key stands; none for the certificate alone */
    Path pkcs12(Path file, String password, String... aliases) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String alias : aliases) {
            store.setKeyEntry(alias, pair.getPrivate(), password.toCharArray(), new X509Certificate[] {certificate});
        }
        if (aliases.length == 0) {
            store.setCertificateEntry("certificate", certificate);
        }
        try (var out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private static String pem(PemObjectGenerator generator) throws Exception {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(generator);
        } catch (PemGenerationException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
