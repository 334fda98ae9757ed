package io.collectionsync.graph.auth;

import com.microsoft.aad.msal4j.MsalServiceException;
import io.collectionsync.settings.Tenant;
import java.util.Map;
import java.util.regex.Pattern;

/** What Entra's sign-in errors mean for the administrator (Microsoft docs: AADSTS error codes). */
final class SignInFault {

    private static final Pattern CODE = Pattern.compile("AADSTS(\\d+)");

    private static final Map<String, String> FIXES = Map.of(
            "7000215", "the client secret is wrong: set tenant.%s.client-secret to the secret's value, not its id",
            "7000222", "the client secret has expired: make a new one and set tenant.%s.client-secret",
            "700016",
                    "the application %3$s is unknown in this tenant: correct tenant.%1$s.client-id or"
                            + " tenant.%1$s.id",
            "90002", "the tenant %2$s is unknown: correct tenant.%1$s.id",
            "900023", "the tenant id %2$s is malformed: correct tenant.%1$s.id",
            "700027",
                    "the certificate is not registered for the application: upload it, or correct"
                            + " tenant.%s.certificate-file",
            "7000229", "the application has no service principal in this tenant: grant admin consent for tenant %s");

    private SignInFault() {}

    /** @return one line without the long trailer that Entra sends, and without any secret */
    static String line(MsalServiceException fault, Tenant tenant) {
        var code = CODE.matcher(String.valueOf(fault.getMessage()));
        if (!code.find()) {
            return fault.statusCode() + " " + fault.errorCode();
        }
        String fix = FIXES.getOrDefault(code.group(1), "see Microsoft's list of AADSTS codes");
        return code.group() + ", " + fix.formatted(tenant.name(), tenant.id(), tenant.clientId());
    }
}
