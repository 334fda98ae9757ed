package io.collectionsync.directory;

/** One attempt of a call that the gate has let through. */
public final class Admission {

    private final GraphCall call;
    private final String url;
    private final int token;
    private final boolean isLast;
    private boolean isRenewed;

    /**
     * @param url    where the call goes
     * @param token  number of the token that its tenant has
     * @param before the attempt before it, of this or of another call; null for none
     */
    Admission(GraphCall call, String url, int token, Admission before) {
        this.call = call;
        this.url = url;
        this.token = token;
        this.isLast = before != null && before.call == call && before.isRenewed;
    }

    /** @return the absolute URL, for the route */
    public String getUrl() {
        return url;
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
