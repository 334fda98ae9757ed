package io.collectionsync.pem;

import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.Provider;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
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

/**
 * A private key in PEM form: PKCS#8 or traditional, plain or encrypted. Bouncy Castle reads it, because the JDK knows
 * neither the traditional forms nor PKCS#8 under 3DES with PBKDF2, OpenSSL's own choice before 3.0.
 */
final class PemKey {

    private PemKey() {}

    static PrivateKey read(String entry, String password) throws IOException {
        try (var parser = new PEMParser(new StringReader(entry))) {
            return new JcaPEMKeyConverter().getPrivateKey(opened(parser.readObject(), password));
        } catch (RuntimeException malformed) {
            throw new IOException("its private key is malformed: " + malformed.getMessage(), malformed);
        }
    }

    private static PrivateKeyInfo opened(Object key, String password) throws IOException {
        if (key instanceof PrivateKeyInfo plain) {
            return plain;
        }
        if (key instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        if (password == null || password.isEmpty()) {
            throw new IOException("its private key is encrypted and no password is given");
        }
        try {
            return decrypted(key, password.toCharArray());
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException wrong) {
            throw new IOException("the password does not open its private key", wrong);
        }
    }

    private static PrivateKeyInfo decrypted(Object key, char[] password)
            throws IOException, OperatorCreationException, PKCSException {
        Provider ciphers = new BouncyCastleProvider();
        if (key instanceof PEMEncryptedKeyPair traditional) {
            var decryptor =
                    new JcePEMDecryptorProviderBuilder().setProvider(ciphers).build(password);
            return traditional.decryptKeyPair(decryptor).getPrivateKeyInfo();
        }
        var decryptor = new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(ciphers)
                .build(password);
        return ((PKCS8EncryptedPrivateKeyInfo) key).decryptPrivateKeyInfo(decryptor);
    }
}
