package io.collectionsync.state.db;

/**
 * The state database cannot be used: not reached, login refused, made by a newer version, lost in between. The message
 * is one line for the administrator and holds no secret.
 */
public final class StateUnavailable extends RuntimeException {

    StateUnavailable(String message) {
        super(message);
    }

    StateUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
