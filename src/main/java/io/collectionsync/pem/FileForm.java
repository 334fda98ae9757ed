package io.collectionsync.pem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** What a file is by its bytes, as far as it decides who reads it or why nobody can. */
enum FileForm {
    /** PKCS#12, which Windows calls PFX, or one of Java's own. */
    KEY_STORE("it is a key store (PKCS#12, PFX or JKS), not PEM"),
    UTF_16("it is UTF-16 text: save it as UTF-8 or ASCII (PowerShell: Set-Content -Encoding ascii)"),
    PFX_AS_TEXT("it is the base64 text of a PFX file: decode it first (certutil -decode FILE FILE.pfx)"),
    /** Certificates as Windows exports them by default: one, or several as PKCS#7. */
    DER(null),
    TEXT(null);

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]+");

    /** Why it cannot be read as certificates; null if it can. */
    final String refusal;

    FileForm(String refusal) {
        this.refusal = refusal;
    }

    static FileForm of(byte[] bytes) {
        if (isPfx(bytes) || isJavaKeyStore(bytes)) {
            return KEY_STORE;
        }
        if (isUtf16(bytes)) {
            return UTF_16;
        }
        if (isSequence(bytes) && !isPrintable(bytes)) {
            return DER;
        }
        return isPfxAsText(bytes) ? PFX_AS_TEXT : TEXT;
    }

    /** {@code PFX ::= SEQUENCE { version INTEGER (3), ... }} (RFC 7292, 4). */
    private static boolean isPfx(byte[] bytes) {
        if (!isSequence(bytes) || bytes.length < 2) {
            return false;
        }
        int content = 2 + (bytes[1] < 0 ? bytes[1] & 0x7F : 0);
        return bytes.length > content + 2
                && bytes[content] == 0x02
                && bytes[content + 1] == 0x01
                && bytes[content + 2] == 0x03;
    }

    private static boolean isSequence(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == 0x30;
    }

    /** The first bytes of JKS and of JCEKS. */
    private static boolean isJavaKeyStore(byte[] bytes) {
        return startsWith(bytes, 0xFE, 0xED, 0xFE, 0xED) || startsWith(bytes, 0xCE, 0xCE, 0xCE, 0xCE);
    }

    /** With its mark, or, where an editor left the mark out, with every other byte zero. */
    private static boolean isUtf16(byte[] bytes) {
        return startsWith(bytes, 0xFE, 0xFF)
                || startsWith(bytes, 0xFF, 0xFE)
                || startsWith(bytes, 0, '-', 0, '-')
                || startsWith(bytes, '-', 0, '-', 0);
    }

    private static boolean startsWith(byte[] bytes, int... first) {
        for (int i = 0; i < first.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    /** The text "0..." begins with the byte of a sequence too. */
    private static boolean isPrintable(byte[] bytes) {
        for (byte each : bytes) {
            if (each >= 0 && each < ' ' && !Character.isWhitespace(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPfxAsText(byte[] bytes) {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        try {
            return BASE64.matcher(text).matches()
                    && isPfx(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
