package io.collectionsync.graph.write;

import io.collectionsync.graph.GraphAnswer;

/** What an answer tells about the pace of requests to one group; the later ones weigh more. */
enum Traffic {
    CLEAN,
    /** The tenant's quota, not the group: the throttle sees to it. */
    THROTTLED,
    /** Too many PATCHes in a batch draw 503 for some of them (Microsoft's GMM). */
    CROWDED,
    /** Too many writers at once (409 Directory_ConcurrencyViolation). */
    CONFLICT,
    /** The whole answer failed or did not come. */
    BROKEN;

    static Traffic of(GraphAnswer part) {
        return switch (part.status()) {
            case 409 -> CONFLICT;
            case 424, 429 -> THROTTLED;
            default -> part.status() >= 500 ? CROWDED : CLEAN;
        };
    }

    Traffic worse(Traffic other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
