package io.collectionsync.state.db;

import java.sql.SQLTransientConnectionException;
import org.springframework.core.NestedExceptionUtils;
import org.sqlite.SQLiteException;

/**
 * The state database cannot be used: not reached, login refused, made by a newer version, lost in between. The message
 * is one line for the administrator and holds no secret.
 */
public final class StateUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StateUnavailable(String message) {
        super(message);
    }

    /** @param message one line that names what cannot be used, why, and the fix */
    public StateUnavailable(String message, Throwable cause) {
        super(message, cause);
    }

    /** @return the first line of what the driver said; it may hold a secret */
    static String reason(Throwable failed) {
        var root = NestedExceptionUtils.getMostSpecificCause(failed);
        if (root instanceof SQLiteException refused) {
            return SqliteErrors.reason(refused);
        }
        if (root instanceof SQLTransientConnectionException) {
            return "others kept its connections for too long; try again";
        }
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getMessage()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .findFirst()
                        .orElse("");
    }
}
