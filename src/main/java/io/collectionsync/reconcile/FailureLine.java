package io.collectionsync.reconcile;

import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.throttle.RuntimeStopping;
import io.collectionsync.site.CollectionFault;
import io.collectionsync.site.SiteFault;
import io.collectionsync.state.db.StateUnavailable;
import java.sql.SQLException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeExpressionException;

/** One line for the administrator from whatever broke a mapping or a command. */
public final class FailureLine {

    /** What a mapping says that was stopped in the middle. */
    public static final String STOPPING = "The runtime is stopping: the next run goes on";

    static final String BUSY = "Another run is writing this group at this moment; the next run tries again";
    static final String TAKEN_OVER = "Another run has taken over the writing of this group";

    private FailureLine() {}

    /** @return what went wrong and the mend where it is known; no stack trace, no secret */
    public static String of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof GraphFault || cause instanceof CollectionFault || cause instanceof StateUnavailable) {
                return cause.getMessage();
            }
            if (cause instanceof SQLException sql) {
                return SiteFault.line(sql);
            }
            if (cause instanceof InterruptedException || cause instanceof RuntimeStopping) {
                return STOPPING;
            }
        }
        var own = unwrapped(failure);
        return own.getMessage() == null ? own.getClass().getSimpleName() : own.getMessage();
    }

    /** @return whether the group was in the hands of another run: how the mapping stands is that run's to say */
    static boolean isOthers(String line) {
        return BUSY.equals(line) || TAKEN_OVER.equals(line);
    }

    /** Camel wraps what a method throws that an expression of a route calls, and what a part of a split throws. */
    private static Throwable unwrapped(Throwable failure) {
        boolean wrapper = failure instanceof RuntimeExpressionException || failure instanceof CamelExchangeException;
        return wrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
    }

    /** @return whether a read of the site database broke off in a way that the same read may not a moment later */
    public static boolean mayPass(Throwable failure) {
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
