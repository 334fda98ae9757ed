package io.collectionsync.state.deadletter;

import io.collectionsync.state.db.StateDatabase;
import java.time.Instant;
import java.util.UUID;

/** Dead letters whose time has come. */
public final class DueLetters {

    private DueLetters() {}

    /** Has the open letters of a group wait until now, with all the attempts that they have behind them. */
    public static void makeDue(StateDatabase database, UUID group) {
        database.inTransaction(sql -> sql.update(
                "update dead_letter set next_attempt = ? where group_id = ? " + "and closed_no = 0",
                Instant.now().minusSeconds(1),
                group));
    }
}
