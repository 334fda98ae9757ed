package io.collectionsync.directory;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What stands before and behind every request to Graph: the tenant's gate and token before, the judgement whether to
 * try again behind.
 */
public final class GraphDoor {

    /** Header by which {@link BearerTokens} knows whose token a request needs; it never leaves the process. */
    public static final String TENANT_HEADER = "X-Collection-Sync-Tenant";

    private final Map<String, String> roots;
    private final Map<String, Gate> gates;
    private final SignIn tokens;
    /** Calls that were refused with 401 and wait for their one attempt with a new token. */
    private final Set<GraphCall> renewed = Collections.synchronizedSet(
            Collections.newSetFromMap(new IdentityHashMap<>()));

    /**
     * @param roots version root of each tenant, such as {@code https://graph.microsoft.com/v1.0}
     * @param gates gate of each tenant
     */
    public GraphDoor(Map<String, String> roots, Map<String, Gate> gates, SignIn tokens) {
        this.roots = Map.copyOf(roots);
        this.gates = Map.copyOf(gates);
        this.tokens = tokens;
    }

    Rights rights() {
        return new Rights(tokens);
    }

    public String root(String tenant) {
        return Objects.requireNonNull(roots.get(tenant), () -> "Unknown tenant " + tenant);
    }

    /**
     * Waits until the call may be sent and its tenant has a token.
     *
     * @return the absolute URL to send it to
     * @throws DirectoryFault if no token can be had, or a next link leads to another host
     */
    public String admit(GraphCall call) throws InterruptedException {
        String url = url(call);
        tokens.ensure(call.tenant());
        gates.get(call.tenant()).admit(call);
        return url;
    }

    private String url(GraphCall call) {
        String root = root(call.tenant());
        if (call.url().startsWith("/")) {
            return root + call.url();
        }
        if (!call.url().startsWith(root + "/")) {
            throw new DirectoryFault("A next link leads away from " + root + ": not followed");
        }
        return call.url();
    }

    /**
     * @return the answer, if it may be judged by who asked
     * @throws GraphUnavailable if the call is worth another attempt; the pause that Graph asks for is heeded, a token
     *     that Graph refuses is renewed once
     */
    public GraphAnswer judge(GraphCall call, GraphAnswer answer) throws GraphUnavailable {
        if (answer.status() == 401 && renewed.add(call) && tokens.renew(call.tenant())) {
            throw new GraphUnavailable(answer);
        }
        renewed.remove(call);
        var gate = gates.get(call.tenant());
        if (answer.status() == 429 || answer.status() == 503) {
            gate.throttled(List.of(answer));
        } else if (call.isBatch() && answer.status() != 0) {
            heedParts(gate, call, new BatchAnswer(answer));
        }
        if (answer.isRetryable() || call.isRead() && answer.isMangled()) {
            throw new GraphUnavailable(answer);
        }
        return answer;
    }

    private void heedParts(Gate gate, GraphCall call, BatchAnswer batch) {
        call.patches().forEach((id, members) -> batch.part(id).ifPresent(part -> gate.learn(members, part)));
        var throttled = batch.parts().stream().filter(GraphDoor::isThrottled).toList();
        // where something passes, a pause that nobody asked for need not double for ever
        if (throttled.size() < batch.parts().size() || throttled.isEmpty()) {
            gate.clear();
        }
        if (!throttled.isEmpty()) {
            gate.throttled(throttled);
        }
    }

    private static boolean isThrottled(GraphAnswer part) {
        return part.status() == 429 || part.status() == 503 && part.headers().containsKey("retry-after");
    }
}
