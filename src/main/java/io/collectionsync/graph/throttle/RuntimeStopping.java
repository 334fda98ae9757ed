package io.collectionsync.graph.throttle;

/**
 * The runtime is stopping: nothing more is sent. No {@link InterruptedException}, which Camel takes for the end of an
 * exchange: then no worker would tell the others that it has ended.
 */
public final class RuntimeStopping extends RuntimeException {

    public RuntimeStopping() {
        super("The runtime is stopping");
    }
}
