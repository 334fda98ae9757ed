package io.collectionsync.site;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A key and the certificate that it signed for itself, as SQL Server makes one where none is installed. */
record SelfSigned(KeyPair key, X509Certificate certificate) {

    private static final Map<String, SelfSigned> MADE = new ConcurrentHashMap<>();

    /** @param host a name; localhost stands for the loopback address too. Who asks again gets the same */
    static SelfSigned of(String host) throws Exception {
        var made = MADE.get(host);
        if (made == null) {
            made = make(host);
            MADE.put(host, made);
        }
        return made;
    }

    private static SelfSigned make(String host) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var key = generator.generateKeyPair();
        var name = new X500Name("CN=" + host);
        var names = host.equals("localhost")
                ? new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, host),
                    new GeneralName(GeneralName.dNSName, "127.0.0.1"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                }
                : new GeneralName[] {new GeneralName(GeneralName.dNSName, host)};
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(1, ChronoUnit.DAYS)),
                        Date.from(now.plus(1, ChronoUnit.DAYS)),
                        name,
                        key.getPublic())
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        return new SelfSigned(
                key,
                new JcaX509CertificateConverter()
                        .getCertificate(
                                builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate()))));
    }

    String pem() throws Exception {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }

    byte[] pkcs12(char[] password) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", key.getPrivate(), password, new Certificate[] {certificate});
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, password);
        return bytes.toByteArray();
    }
}
