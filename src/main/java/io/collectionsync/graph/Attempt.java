package io.collectionsync.graph;

import io.collectionsync.graph.throttle.TenantThrottle;

/** One attempt of a call: it waits at the gate until it is let through. */
public final class Attempt {

    private final GraphCall call;
    private final TenantThrottle gate;
    private final String url;
    private final int token;
    private final boolean isLast;
    private boolean isRenewed;
    private TenantThrottle.Pass pass;

    /**
     * @param gate   the gate of its tenant
     * @param url    where the call goes
     * @param token  number of the token that its tenant has
     * @param before the attempt before it, of this or of another call; null for none
     */
    Attempt(GraphCall call, TenantThrottle gate, String url, int token, Attempt before) {
        this.call = call;
        this.gate = gate;
        this.url = url;
        this.token = token;
        this.isLast = before != null && before.call == call && before.isRenewed;
    }

    /** @return the absolute URL, for the route */
    public String getUrl() {
        return url;
    }

    /** @return whether it must wait at the gate, be it once more: a pause has begun since it was let through */
    public boolean isWaiting() {
        return pass == null || gate.isOvertaken(pass);
    }

    /** Waits until the call may be sent. What it had reserved for a turn that it did not take is given back. */
    void pass() throws InterruptedException {
        if (pass != null) {
            gate.giveBack(pass);
        }
        pass = gate.admit(call);
    }

    GraphCall call() {
        return call;
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
