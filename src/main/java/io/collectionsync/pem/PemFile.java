package io.collectionsync.pem;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The certificates and the private key of a file, as OpenSSL, Windows and editors leave it: a byte order mark, any line
 * ends, indentation, and words between the entries in whatever character set (bag attributes) do no harm. A binary
 * certificate, or a PKCS#7 file of several, is read too.
 */
public final class PemFile {

    private static final Pattern ENTRY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\n.*?-----END \\1-----", Pattern.DOTALL);
    private static final Pattern BEGIN = Pattern.compile("(?m)^-----BEGIN ");

    private final List<X509Certificate> certificates;
    /** Null for none. */
    private final String key;

    private PemFile(List<X509Certificate> certificates, String key) {
        this.certificates = certificates;
        this.key = key;
    }

    /** A message of the file system would be the file's name once more. */
    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new IOException("it does not exist", missing);
        } catch (FileSystemException unreadable) {
            throw new IOException("it cannot be read (" + unreadable.getClass().getSimpleName() + ")", unreadable);
        }
    }

    /** @return whether {@code file} is a PKCS#12 or Java key store, and not for {@link #read} */
    public static boolean isKeyStore(Path file) throws IOException {
        return FileForm.of(bytes(file)) == FileForm.KEY_STORE;
    }

    /** @throws IOException if the file cannot be read; the message says why, without its name and any secret */
    public static PemFile read(Path file) throws IOException {
        byte[] bytes = bytes(file);
        var form = FileForm.of(bytes);
        if (form.refusal != null) {
            throw new IOException(form.refusal);
        }
        try {
            return form == FileForm.DER ? new PemFile(certificates(bytes), null) : parse(lines(bytes));
        } catch (CertificateException e) {
            throw new IOException("a certificate in it is malformed: " + e.getMessage(), e);
        }
    }

    /** Latin-1 takes every byte; what stands in an entry is ASCII. A byte order mark becomes words before the first. */
    private static String lines(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.substring(Math.max(0, text.indexOf("-----BEGIN ")))
                .lines()
                .map(String::strip)
                .collect(Collectors.joining("\n"));
    }

    private static PemFile parse(String text) throws IOException, CertificateException {
        var certificates = new ArrayList<X509Certificate>();
        String key = null;
        var entries = ENTRY.matcher(text).results().toList();
        if (entries.size() < BEGIN.matcher(text).results().count()) {
            throw new IOException("an entry in it has no -----END line of its own");
        }
        for (var entry : entries) {
            if (entry.group(1).endsWith("PRIVATE KEY")) {
                key = entry.group();
            } else if (entry.group(1).endsWith("CERTIFICATE") || entry.group(1).equals("PKCS7")) {
                certificates.addAll(certificates(entry.group().getBytes(StandardCharsets.ISO_8859_1)));
            }
        }
        return new PemFile(certificates, key);
    }

    private static List<X509Certificate> certificates(byte[] entry) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(entry)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    /**
     * @return the certificates in the file's order, at least one
     * @throws IOException if there is none
     */
    public List<X509Certificate> certificates() throws IOException {
        if (certificates.isEmpty()) {
            throw new IOException("no certificate in it");
        }
        return List.copyOf(certificates);
    }

    /**
     * @param password of an encrypted key, null for none
     * @return the private key, the last one where there are several
     * @throws IOException if there is none, or the password does not open it
     */
    public PrivateKey privateKey(String password) throws IOException {
        if (key == null) {
            throw new IOException("no private key in it");
        }
        return PemKey.read(key, password);
    }
}
