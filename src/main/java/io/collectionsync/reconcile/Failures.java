package io.collectionsync.reconcile;

import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.throttle.RuntimeStopping;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.site.CollectionFault;
import io.collectionsync.site.SiteFault;
import io.collectionsync.state.db.StateUnavailable;
import java.sql.SQLException;

/** What a failure is, from whatever broke a mapping or a command. */
public final class Failures {

    private Failures() {}

    /** @return what went wrong, with the fix where it is known; no stack trace, no secret */
    public static Failure of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return new Failure(Kind.SITE, SiteFault.line(sql));
            }
            if (cause instanceof InterruptedException || cause instanceof RuntimeStopping) {
                return Failure.of(Kind.STOPPED);
            }
            if (cause instanceof Withdrawn withdrawn) {
                return withdrawn.failure();
            }
            var kind = kind(cause);
            if (kind != Kind.UNEXPECTED) {
                return new Failure(kind, cause.getMessage());
            }
        }
        var own = unwrapped(failure);
        return new Failure(
                Kind.UNEXPECTED, own.getMessage() == null ? own.getClass().getSimpleName() : own.getMessage());
    }

    private static Kind kind(Throwable cause) {
        return cause instanceof GraphFault
                ? Kind.GRAPH
                : cause instanceof CollectionFault
                        ? Kind.SITE
                        : cause instanceof StateUnavailable
                                ? Kind.STATE
                                : cause instanceof MissingStep ? Kind.ROUTES : Kind.UNEXPECTED;
    }

    /** The routes' engine wraps what a step throws that an expression calls, and what a part of a split throws. */
    private static Throwable unwrapped(Throwable failure) {
        boolean isWrapper = failure.getClass().getName().startsWith("org.apache.camel.");
        return isWrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
    }

    /** @return whether a read of the site database broke off in a way that the same read may not a moment later */
    static boolean isTransient(Throwable failure) {
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
