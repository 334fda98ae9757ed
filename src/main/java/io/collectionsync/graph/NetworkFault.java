package io.collectionsync.graph;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Why a server could not be reached, in words. */
public final class NetworkFault {

    private NetworkFault() {}

    /** @return whether the failure is that {@code host} does not resolve */
    static boolean isUnknown(String host, Throwable failure) {
        return failure instanceof UnknownHostException
                && String.valueOf(failure.getMessage()).startsWith(host);
    }

    /** @return one line; the fix where the kind is known */
    public static String line(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProxyRefusal) {
                return cause.getMessage();
            }
            if (cause instanceof UnknownHostException) {
                return "the name " + String.valueOf(cause.getMessage()).replaceFirst(":.*", "")
                        + " does not resolve; check the URL, DNS or proxy.url";
            }
            if (cause instanceof CertificateException || cause instanceof SSLException && cause.getCause() == null) {
                return "the server's certificate is not trusted (" + cause.getMessage()
                        + "); add its authority to tls.trust-file";
            }
            if (cause instanceof ConnectException) {
                return "no connection (" + cause.getMessage() + "); check the URL, the firewall or proxy.url";
            }
            if (cause instanceof ConnectTimeoutException) {
                return "no connection in time (" + cause.getMessage() + "); a firewall may drop it: check the URL, the"
                        + " firewall or proxy.url";
            }
            if (cause instanceof SocketTimeoutException) {
                return "no answer in time (" + cause.getMessage() + ")";
            }
        }
        return failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
