package io.collectionsync.graph;

import io.collectionsync.settings.Proxy;
import java.io.IOException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * The proxy did not connect. Its answer must not pass for one of Entra or Graph, which the client would hand out as
 * such.
 */
public final class ProxyRefusal extends IOException {

    private static final long serialVersionUID = 1;
    private static final String CONNECTED = ProxyRefusal.class.getName() + ".connected";

    private final int status;

    private ProxyRefusal(int status, String line) {
        super(line);
        this.status = status;
    }

    /** @return whether another attempt would offer the same name and password, until the account is locked */
    public boolean isOfCredentials() {
        return status == 407;
    }

    /** Has {@code builder}'s client throw this where the proxy refuses a tunnel. */
    static void tellApart(HttpClientBuilder builder, Proxy proxy) {
        builder.addExecInterceptorBefore(
                ChainElement.CONNECT.name(),
                "proxy-refusal",
                (request, scope, chain) -> connected(request, scope, chain, proxy));
        builder.addExecInterceptorAfter(ChainElement.CONNECT.name(), "proxy-connected", (request, scope, chain) -> {
            scope.clientContext.setAttribute(CONNECTED, true);
            return chain.proceed(request, scope);
        });
    }

    private static ClassicHttpResponse connected(ClassicHttpRequest request, Scope scope, ExecChain chain, Proxy proxy)
            throws IOException, HttpException {
        scope.clientContext.removeAttribute(CONNECTED);
        var answer = chain.proceed(request, scope);
        if (scope.route.isTunnelled() && scope.clientContext.getAttribute(CONNECTED) == null) {
            answer.close();
            throw new ProxyRefusal(answer.getCode(), line(answer.getCode(), answer.getReasonPhrase(), scope, proxy));
        }
        return answer;
    }

    private static String line(int status, String phrase, Scope scope, Proxy proxy) {
        String fix = "have it allow this host, or name the host in proxy.exceptions";
        if (status == 407) {
            fix = (proxy.username() == null ? "set" : "correct") + " proxy.username and proxy.password";
        } else if (status >= 500) {
            fix = "it may not reach the host itself: check the URL and the proxy";
        }
        return "the proxy refuses to connect to " + scope.route.getTargetHost().toHostString() + " (" + status
                + (phrase == null || phrase.isBlank() ? "" : " " + phrase) + "); " + fix;
    }
}
