package io.collectionsync.directory;

/**
 * The runtime is stopping: nothing more is sent. No {@link InterruptedException}, which Camel takes for the end of an
 * exchange: then no lane would tell the others that it has ended.
 */
public final class GateClosed extends RuntimeException {

    GateClosed() {
        super("The runtime is stopping");
    }
}
