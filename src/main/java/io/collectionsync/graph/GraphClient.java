package io.collectionsync.graph;

import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.graph.throttle.TenantThrottle;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What stands before and behind every request to Graph: permit, the tenant's throttle and token before, the decision
 * whether to try again behind. The routes carry the request out in between; no request leaves that was not admitted.
 */
public final class GraphClient {

    /** Where the HTTP component leaves the status of an answer. */
    private static final String STATUS = "CamelHttpResponseCode";

    /** The host of the route's endpoint, which an attempt's URL replaces (RFC 6761: it never resolves). */
    private static final String UNADDRESSED = "graph.invalid";

    private final Map<String, String> roots;
    private final Map<String, TenantThrottle> throttles;
    private final SignIn tokens;
    private final SharedThrottling others;
    private final Map<String, Attempt> admitted = new ConcurrentHashMap<>();

    /**
     * @param roots     version root of each tenant, such as {@code https://graph.microsoft.com/v1.0}
     * @param throttles throttle of each tenant
     * @param others    what other processes were told, and are told
     */
    public GraphClient(
            Map<String, String> roots, Map<String, TenantThrottle> throttles, SignIn tokens, SharedThrottling others) {
        this.roots = Map.copyOf(roots);
        this.throttles = Map.copyOf(throttles);
        this.tokens = tokens;
        this.others = others;
    }

    public String root(String tenant) {
        return Objects.requireNonNull(roots.get(tenant), () -> "Unknown tenant " + tenant);
    }

    /**
     * Waits until a call may be sent: its tenant has a token, the throttle has a slot, the permit is proved.
     *
     * @param call   a {@link GraphCall}
     * @param before the attempt before this one, of this call or of another; null for none
     * @return the attempt, to be sent once
     * @throws GraphFault       if no token can be had, or a next link leads to another host
     * @throws MissingStep      if there is nothing to send
     * @throws RuntimeException if the permit cannot be proved
     */
    public Attempt admit(Object call, Attempt before) throws InterruptedException {
        if (!(call instanceof GraphCall graphCall)) {
            throw new MissingStep("what is to be sent before 'graph-call'");
        }
        String tenant = graphCall.tenant();
        String url = url(graphCall);
        var throttle = throttles.get(tenant);
        var attempt = new Attempt(graphCall, url, tokens.ensure(tenant), before);
        attempt.admit(throttle, () -> throttle.join(others.left(tenant)));
        admitted.put(attempt.getId(), attempt);
        return attempt;
    }

    /**
     * The client is about to send a request.
     *
     * @param id     what names the attempt; null where the request names none
     * @param method of the request
     * @param target of the request
     * @return the attempt whose tenant's token it takes; null for a request that is none of ours
     * @throws MissingStep if it goes to Graph without having been admitted
     */
    public Attempt send(String id, String method, URI target) {
        var attempt = id == null ? null : admitted.remove(id);
        if (attempt != null) {
            attempt.send(method, target);
        } else if (id != null || isGraph(target)) {
            throw new MissingStep("admit");
        }
        return attempt;
    }

    private boolean isGraph(URI target) {
        return roots.values().stream().map(URI::create).anyMatch(root -> Attempt.isSameHost(root, target));
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

    /** What came back, or that nothing did: not judged yet. */
    public record Received(GraphAnswer answer) {}

    /**
     * @return what the HTTP component received
     * @throws MissingStep if it received nothing
     */
    public Received answer(Map<String, Object> headers, String body) {
        if (!headers.containsKey(STATUS)) {
            throw new MissingStep("https");
        }
        var texts = new TreeMap<String, String>();
        headers.forEach((name, value) -> texts.put(name, text(value)));
        return new Received(new GraphAnswer(Integer.parseInt(texts.get(STATUS)), texts, body, null));
    }

    /** A header that came several times is a list to Camel, and one line with commas to HTTP. */
    private static String text(Object value) {
        return value instanceof Collection<?> values
                ? values.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(value);
    }

    /**
     * @return the answer that did not come
     * @throws GraphFault  if the proxy refuses name and password: nothing was sent, and no attempt may follow
     * @throws MissingStep if the request had no address
     */
    public Received noAnswer(Exception failure) {
        if (failure instanceof ProxyRefusal refusal && refusal.isOfCredentials()) {
            throw new GraphFault(refusal.getMessage(), refusal);
        }
        if (NetworkFault.isUnknown(UNADDRESSED, failure)) {
            throw new MissingStep("setHeader CamelHttpUri");
        }
        return new Received(GraphAnswer.none(NetworkFault.line(failure)));
    }

    /**
     * The HTTP component had nothing that it could send.
     *
     * @throws MissingStep always; the one that broke the request, where one did
     */
    public void notMade(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingStep missing) {
                throw missing;
            }
        }
        throw new MissingStep("what 'https' sends");
    }

    /**
     * @param attempt what {@link #admit} returned
     * @param came    what {@link #answer} or {@link #noAnswer} made of the answer
     * @return the answer, if who asked is to judge it
     * @throws GraphUnavailable if the call is worth another attempt; the wait that Graph asks for is kept, a token
     *     that Graph refuses is renewed once: the answer to the attempt with the new one is final
     * @throws MissingStep if the attempt was never sent, or there is no answer to it
     */
    public GraphAnswer classify(Attempt attempt, Object came) throws GraphUnavailable {
        if (attempt == null) {
            throw new MissingStep("admit");
        }
        if (!(came instanceof Received received)) {
            throw new MissingStep("answer");
        }
        var answer = received.answer();
        admitted.remove(attempt.getId());
        attempt.answered(answer);
        return classify(attempt.call(), attempt, attempt.isRepeated() ? answer.repeated() : answer);
    }

    private GraphAnswer classify(GraphCall call, Attempt attempt, GraphAnswer answer) throws GraphUnavailable {
        var batch = call.isBatch() && answer.status() != 0 ? new BatchAnswer(answer) : null;
        if (isTokenRefused(call, answer, batch)) {
            if (!attempt.isLast() && tokens.renew(call.tenant(), attempt.token())) {
                attempt.renewed();
                throw new GraphUnavailable(answer);
            }
            return answer.refusedAnew();
        }
        if (isTokenRefusedInParts(answer, batch)) {
            // the parts are sent again by who knows which ones
            tokens.renew(call.tenant(), attempt.token());
        }
        applyThrottling(call, answer, batch);
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

    private static boolean isTokenRefusedInParts(GraphAnswer answer, BatchAnswer batch) {
        return batch != null && answer.isOk() && batch.parts().stream().anyMatch(part -> part.status() == 401);
    }

    /**
     * The throttle learns from an answer and from its parts, each of which may ask for a wait of its own.
     *
     * @param batch null where there are no parts
     */
    private void applyThrottling(GraphCall call, GraphAnswer answer, BatchAnswer batch) {
        var throttle = throttles.get(call.tenant());
        var throttled = new ArrayList<GraphAnswer>();
        if (isThrottled(answer) || answer.status() == 503) {
            throttled.add(answer);
        }
        if (batch != null) {
            call.patches().forEach((id, members) -> batch.part(id)
                    .filter(GraphAnswer::isOk)
                    .ifPresent(part -> throttle.learn(members, part.headers())));
            batch.parts().stream().filter(GraphClient::isThrottled).forEach(throttled::add);
            // where something passes, a wait that nobody asked for need not double for ever
            if (throttled.isEmpty() || !batch.parts().stream().allMatch(GraphClient::isThrottled)) {
                throttle.clear();
            }
        }
        if (!throttled.isEmpty()) {
            throttle.throttled(throttled.stream().map(GraphAnswer::headers).toList());
            if (throttled.stream().anyMatch(GraphClient::isThrottled)) {
                others.extend(call.tenant(), throttle.timeLeft());
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
