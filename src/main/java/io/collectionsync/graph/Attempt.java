package io.collectionsync.graph;

import io.collectionsync.graph.throttle.TenantThrottle;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One attempt of a call: admitted once, sent once. The client lets no request out that no admitted attempt stands for.
 */
public final class Attempt {

    private enum Stage {
        ADMITTED,
        SENT,
        ANSWERED
    }

    private final String id = UUID.randomUUID().toString();
    private final GraphCall call;
    private final String url;
    private final int token;
    private final boolean isLast;
    private final boolean isRepeated;
    private final AtomicReference<Stage> stage = new AtomicReference<>();
    private volatile boolean isRenewed;
    private volatile boolean isUncertain;

    /**
     * @param url    where the call goes
     * @param token  number of the token that its tenant has
     * @param before the attempt before it, of this or of another call; null for none
     */
    Attempt(GraphCall call, String url, int token, Attempt before) {
        this.call = call;
        this.url = url;
        this.token = token;
        boolean again = before != null && before.call == call;
        this.isLast = again && before.isRenewed;
        this.isRepeated = again && (before.isRepeated || before.isUncertain);
    }

    /**
     * Waits until the call may be sent: its tenant's throttle lets it, and its permit is proved after the last wait.
     *
     * @throws RuntimeException if the permit cannot be proved
     */
    void admit(TenantThrottle throttle, Runnable joinOthers) throws InterruptedException {
        TenantThrottle.Slot slot = null;
        try {
            while (slot == null || throttle.isOvertaken(slot)) {
                release(throttle, slot);
                slot = throttle.acquire(call.cost());
                joinOthers.run();
                if (!throttle.isOvertaken(slot)) {
                    call.permit().prove();
                }
            }
        } catch (RuntimeException refused) {
            release(throttle, slot);
            throw refused;
        }
        stage.set(Stage.ADMITTED);
    }

    private static void release(TenantThrottle throttle, TenantThrottle.Slot slot) {
        if (slot != null) {
            throttle.release(slot);
        }
    }

    /**
     * The request goes out.
     *
     * @throws MissingStep if it is not the one that was admitted, or goes out for a second time
     */
    void send(String method, URI target) {
        boolean isOurs = method.equals(call.method()) && isSameHost(URI.create(url), target);
        if (!isOurs || !stage.compareAndSet(Stage.ADMITTED, Stage.SENT)) {
            throw new MissingStep("admit");
        }
    }

    static boolean isSameHost(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && port(one) == port(other);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** @throws MissingStep if a request that was never sent has an answer, or one that was answered another one */
    void answered(GraphAnswer answer) {
        var before = stage.getAndSet(Stage.ANSWERED);
        if (before == Stage.ANSWERED || before == Stage.ADMITTED && answer.status() != 0) {
            throw new MissingStep("https");
        }
        isUncertain = before == Stage.SENT && answer.isUncertain();
    }

    /** @return whether an attempt of the same call before may have been carried out */
    boolean isRepeated() {
        return isRepeated;
    }

    /** @return what the request is known by, for the route */
    public String getId() {
        return id;
    }

    /** @return the absolute URL, for the route */
    public String getUrl() {
        return url;
    }

    /** @return the method, for the route */
    public String getMethod() {
        return call.method();
    }

    /** @return the JSON to send, for the route; null for none */
    public String getBody() {
        return call.body();
    }

    GraphCall call() {
        return call;
    }

    /** @return the name of the tenant whose token it takes */
    public String tenant() {
        return call.tenant();
    }

    int token() {
        return token;
    }

    /** @return whether this attempt came because the token of the one before was refused */
    boolean isLast() {
        return isLast;
    }

    /** The token is refused, and there is another one now. */
    void renewed() {
        isRenewed = true;
    }
}
