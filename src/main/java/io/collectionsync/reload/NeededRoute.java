package io.collectionsync.reload;

import java.util.Locale;

/** A route that the program cannot be without: it may be edited, never taken away. */
public enum NeededRoute {
    RUN(Start.CALL, "nothing is synchronised"),
    GROUP_FACTS(Start.CALL, "no mapped group can be checked"),
    COLLECTION_MEMBERS(Start.CALL, "no collection can be read"),
    GRAPH_WORKER(Start.CALL, "nothing can be asked of Graph"),
    EXPLAIN(Start.CALL, "the command explain finds no device"),
    SITE_COLLECTIONS(Start.CALL, "no command finds a collection"),
    CLOUD_SYNC_MAPPINGS(Start.CALL, "nobody sees what the site's own Cloud Sync feeds"),
    SCHEDULE(Start.TIMER, "no run starts by itself"),
    REPLAY(Start.TIMER, "no dead letter is replayed"),
    NOTIFY(Start.TIMER, "no notice is sent");

    /** What sets a route going. */
    private enum Start {
        /** A message that Java sends. */
        CALL,
        /** Its own clock. */
        TIMER
    }

    private final Start start;
    private final String loss;

    NeededRoute(Start start, String loss) {
        this.start = start;
        this.loss = loss;
    }

    /** @return the route's id, which is also the name of its file without {@code .camel.yaml} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @return the address by which Java calls it
     * @throws IllegalStateException if its own clock starts it
     */
    public String uri() {
        if (!isCalled()) {
            throw new IllegalStateException("The route " + id() + " is called by nobody");
        }
        return "direct:" + id();
    }

    boolean isCalled() {
        return start == Start.CALL;
    }

    boolean startsRuns() {
        return this == SCHEDULE || this == REPLAY;
    }

    /** What would no longer happen without it, for people. */
    String loss() {
        return loss;
    }
}
