package io.collectionsync.runtime;

import org.apache.camel.FailedToCreateRouteException;

/** The routes cannot be used; the message is one line for the administrator. */
public final class EngineFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    EngineFault(String line, Throwable cause) {
        super(line, cause);
    }

    /** @return the innermost reason on one line, with the route where Camel names one */
    static String reason(Throwable failure) {
        String route = "";
        Throwable innermost = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FailedToCreateRouteException inRoute) {
                route = "route " + inRoute.getRouteId() + ": ";
            }
            innermost = cause;
        }
        return route
                + String.valueOf(innermost.getMessage())
                        .lines()
                        .findFirst()
                        .orElse("")
                        .strip();
    }
}
