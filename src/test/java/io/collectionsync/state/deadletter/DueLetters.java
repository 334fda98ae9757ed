package io.collectionsync.state.deadletter;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.state.db.StateDatabase;
import java.time.Instant;
import java.util.UUID;

/** Dead letters whose time has come. */
public final class DueLetters {

    private DueLetters() {}

    /** Has the open letters of a group wait until now, with all the attempts that they have behind them. */
    public static void makeDue(StateDatabase database, UUID group) {
        database.write(jdbc -> jdbc.update(
                "update dead_letter set next_attempt = ? where group_id = ? " + "and closed_no = 0",
                time(Instant.now().minusSeconds(1)),
                id(group)));
    }
}
