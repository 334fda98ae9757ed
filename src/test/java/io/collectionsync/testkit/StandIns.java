package io.collectionsync.testkit;

import io.collectionsync.graph.throttle.SharedThrottling;
import java.time.Duration;

/** What the program has beside the routes, without anything behind it. */
public final class StandIns {

    private StandIns() {}

    /** There is no other process. */
    public static final class OneProcess implements SharedThrottling {

        @Override
        public Duration left(String tenant) {
            return Duration.ZERO;
        }

        @Override
        public void extend(String tenant, Duration wait) {
            // nobody is to be told
        }
    }
}
