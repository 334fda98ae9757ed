package io.collectionsync.directory;

/**
 * The gate is closed: the runtime stops, and nothing more is sent. Not an {@link InterruptedException}: Camel takes an
 * exchange with one for cancelled and skips every catch, so that a lane would leave the others waiting.
 */
public final class Stopping extends RuntimeException {

    private static final long serialVersionUID = 1;

    Stopping() {
        super("The runtime is stopping");
    }
}
