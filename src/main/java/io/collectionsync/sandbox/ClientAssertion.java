package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/** Checks the signed JWT with which an application proves that it holds the key of a registered certificate. */
final class ClientAssertion {

    private ClientAssertion() {}

    /** Whether the assertion is the application's own, for this audience, signed with a registered key, in time. */
    static boolean valid(String jwt, SandboxApp app, Set<String> audiences) {
        String[] parts = jwt.split("\\.");
        JsonNode header = parts.length == 3 ? Json.parseOrNull(decode(parts[0])) : null;
        JsonNode claims = parts.length == 3 ? Json.parseOrNull(decode(parts[1])) : null;
        return header != null
                && claims != null
                && claims.path("iss").asText().equals(app.clientId().toString())
                && claims.path("sub").asText().equals(app.clientId().toString())
                && audiences.contains(claims.path("aud").asText())
                && claims.path("exp").asLong() > Instant.now().getEpochSecond()
                && app.certificates().stream().anyMatch(certificate -> signedBy(certificate, header, jwt, parts[2]));
    }

    private static boolean signedBy(X509Certificate certificate, JsonNode header, String jwt, String signature) {
        try {
            byte[] print = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            if (!MessageDigest.isEqual(print, decode(header.path("x5t#S256").asText()))) {
                return false;
            }
            Signature verifier = verifier(header.path("alg").asText());
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(jwt.substring(0, jwt.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(decode(signature));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Signature verifier(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("PS256")) {
            Signature verifier = Signature.getInstance("RSASSA-PSS");
            verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            return verifier;
        }
        if (algorithm.equals("RS256")) {
            return Signature.getInstance("SHA256withRSA");
        }
        throw new GeneralSecurityException("algorithm " + algorithm);
    }

    /** Takes both alphabets: msal4j 1.26 writes x5t#S256 in plain Base64 (tried), and Entra accepts it. */
    private static byte[] decode(String part) {
        try {
            return Base64.getUrlDecoder().decode(part.replace('+', '-').replace('/', '_'));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
