package io.collectionsync.record;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;

/** Tells the pool of H2's codes for a connection whose database has gone, which are not in SQL's class 08. */
final class LostConnections implements SQLExceptionOverride {

    private static final Set<Integer> LOST = Set.of(ErrorCode.CONNECTION_BROKEN_1, ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN, ErrorCode.OBJECT_CLOSED);

    @java.lang.Override
    public Override adjudicate(SQLException failed) {
        return LOST.contains(failed.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
