package io.collectionsync.state.db;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;
import org.springframework.core.NestedExceptionUtils;

/**
 * Tells the pool of H2's codes for a connection whose database has gone, which are not in SQL's class 08. H2 closes its
 * databases in a shutdown hook of its own, which AUTO_SERVER does not let one switch off; the next connection opens
 * them again, so that what is recorded later during shutdown is written all the same.
 */
final class LostConnections implements SQLExceptionOverride {

    private static final Set<Integer> LOST = Set.of(
            ErrorCode.CONNECTION_BROKEN_1,
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.OBJECT_CLOSED);

    private static final Set<Integer> CLOSED =
            Set.of(ErrorCode.DATABASE_IS_CLOSED, ErrorCode.DATABASE_CALLED_AT_SHUTDOWN);

    /** @return whether H2 refused because it had closed before, so that nothing was done */
    static boolean isClosed(Exception failed) {
        return NestedExceptionUtils.getMostSpecificCause(failed) instanceof SQLException refused
                && CLOSED.contains(refused.getErrorCode());
    }

    @java.lang.Override
    public Override adjudicate(SQLException failed) {
        return LOST.contains(failed.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
