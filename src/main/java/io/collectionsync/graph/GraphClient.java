package io.collectionsync.graph;

import io.collectionsync.graph.auth.BearerTokens;
import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.graph.throttle.TenantThrottle;
import io.collectionsync.graph.write.Rights;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;

/**
 * What stands before and behind every request to Graph: the tenant's gate and token before, the judgement whether to
 * try again behind.
 */
public final class GraphClient {

    /** Header by which {@link BearerTokens} knows whose token a request needs; it never leaves the process. */
    public static final String TENANT_HEADER = "X-Collection-Sync-Tenant";

    private final Map<String, String> roots;
    private final Map<String, TenantThrottle> gates;
    private final SignIn tokens;
    private final SharedThrottling pauses;

    /**
     * @param roots  version root of each tenant, such as {@code https://graph.microsoft.com/v1.0}
     * @param gates  gate of each tenant
     * @param pauses what other processes were told, and are told
     */
    public GraphClient(
            Map<String, String> roots, Map<String, TenantThrottle> gates, SignIn tokens, SharedThrottling pauses) {
        this.roots = Map.copyOf(roots);
        this.gates = Map.copyOf(gates);
        this.tokens = tokens;
        this.pauses = pauses;
    }

    public Rights rights() {
        return new Rights(tokens);
    }

    public String root(String tenant) {
        return Objects.requireNonNull(roots.get(tenant), () -> "Unknown tenant " + tenant);
    }

    /**
     * Waits until the call's tenant has a token.
     *
     * @param before the attempt before this one, of this call or of another; null for none
     * @return the attempt, with the absolute URL to send it to; it still waits at the gate
     * @throws GraphFault if no token can be had, or a next link leads to another host
     */
    public Attempt attempt(GraphCall call, Attempt before) {
        String url = url(call);
        int token = tokens.ensure(call.tenant());
        return new Attempt(call, gates.get(call.tenant()), url, token, before);
    }

    /** Waits at the tenant's gate until the call may be sent, unless another process was told to wait meanwhile. */
    public void admit(Attempt attempt) throws InterruptedException {
        attempt.pass();
        String tenant = attempt.call().tenant();
        gates.get(tenant).join(pauses.left(tenant));
    }

    private String url(GraphCall call) {
        String root = root(call.tenant());
        if (call.url().startsWith("/")) {
            return root + call.url();
        }
        if (!call.url().startsWith(root + "/")) {
            throw new GraphFault("A next link leads away from " + root + ": not followed");
        }
        return call.url();
    }

    /**
     * @param attempt what {@link #attempt} returned for {@code call}
     * @return the answer, if it may be judged by who asked
     * @throws GraphUnavailable if the call is worth another attempt; the pause that Graph asks for is heeded, a token
     *     that Graph refuses is renewed once: the answer to the attempt with the new one is final
     */
    public GraphAnswer judge(GraphCall call, Attempt attempt, GraphAnswer answer) throws GraphUnavailable {
        var batch = call.isBatch() && answer.status() != 0 ? new BatchAnswer(answer) : null;
        if (isTokenRefused(call, answer, batch)) {
            if (!attempt.isLast() && tokens.renew(call.tenant(), attempt.token())) {
                attempt.renewed();
                throw new GraphUnavailable(answer);
            }
            return answer.refusedAnew();
        }
        heed(call, answer, batch);
        // a batch that may have been carried out goes back to who knows its members: asking for them costs no write
        boolean repeatable = answer.isRetryable()
                && (answer.status() == 429
                        || !call.makesObject() && call.patches().isEmpty());
        if (repeatable || call.isRead() && answer.isMangled()) {
            throw new GraphUnavailable(answer);
        }
        return answer;
    }

    /** A batch is sent once more where that does nothing twice: it only reads, or none of its parts was carried out. */
    private static boolean isTokenRefused(GraphCall call, GraphAnswer answer, BatchAnswer batch) {
        if (batch == null || !answer.isOk()) {
            return answer.status() == 401;
        }
        var parts = batch.parts().stream();
        return call.writesNothing()
                ? parts.anyMatch(part -> part.status() == 401)
                : !batch.parts().isEmpty() && parts.allMatch(part -> part.status() == 401);
    }

    /**
     * The gate learns from an answer and from its parts, each of which may ask for a wait of its own.
     *
     * @param batch null where there are no parts
     */
    private void heed(GraphCall call, GraphAnswer answer, BatchAnswer batch) {
        var gate = gates.get(call.tenant());
        var throttled = new ArrayList<GraphAnswer>();
        if (isThrottled(answer) || answer.status() == 503) {
            throttled.add(answer);
        }
        if (batch != null) {
            call.patches().forEach((id, members) -> batch.part(id).ifPresent(part -> gate.learn(members, part)));
            batch.parts().stream().filter(GraphClient::isThrottled).forEach(throttled::add);
            // where something passes, a pause that nobody asked for need not double for ever
            if (throttled.isEmpty() || !batch.parts().stream().allMatch(GraphClient::isThrottled)) {
                gate.clear();
            }
        }
        if (!throttled.isEmpty()) {
            gate.throttled(throttled);
            if (throttled.stream().anyMatch(GraphClient::isThrottled)) {
                pauses.extend(call.tenant(), gate.pauseLeft());
            }
        }
    }

    /** Whatever the server's trouble is: a wait that it asks for is one for all. */
    private static boolean isThrottled(GraphAnswer answer) {
        return answer.status() == 429
                || (answer.isRetryable() || answer.status() == 424)
                        && answer.headers().containsKey("retry-after");
    }
}
