package io.collectionsync;

import io.collectionsync.collection.CollectionFault;
import io.collectionsync.collection.SiteFault;
import io.collectionsync.directory.DirectoryFault;
import io.collectionsync.directory.GateClosed;
import io.collectionsync.record.StateUnavailable;
import java.sql.SQLException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeExpressionException;

/** One line for the administrator from whatever broke a mapping or a command. */
public final class FailureLine {

    /** What a mapping says that was stopped in the middle. */
    static final String STOPPING = "The runtime is stopping: the next run goes on";

    private FailureLine() {
    }

    /** @return what went wrong and the mend where it is known; no stack trace, no secret */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DirectoryFault || cause instanceof CollectionFault
                    || cause instanceof StateUnavailable) {
                return cause.getMessage();
            }
            if (cause instanceof SQLException sql) {
                return SiteFault.line(sql);
            }
            if (cause instanceof InterruptedException || cause instanceof GateClosed) {
                return STOPPING;
            }
        }
        var own = unwrapped(failure);
        return own.getMessage() == null ? own.getClass().getSimpleName() : own.getMessage();
    }

    /** Camel wraps what a method throws that an expression of a route calls, and what a part of a split throws. */
    private static Throwable unwrapped(Throwable failure) {
        boolean wrapper = failure instanceof RuntimeExpressionException || failure instanceof CamelExchangeException;
        return wrapper && failure.getCause() != null
                ? unwrapped(failure.getCause()) : failure;
    }

    /** @return whether a read of the site database broke off in a way that the same read may not a moment later */
    static boolean mayPass(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StateUnavailable) {
                return false;
            }
            if (cause instanceof SQLException sql) {
                return SiteFault.mayPass(sql);
            }
        }
        return false;
    }
}
