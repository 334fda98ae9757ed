package io.collectionsync.state;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetter;
import java.util.UUID;

/**
 * Members that are missing in a group because their additions are dead letters.
 *
 * @param waiting those that are tried again
 * @param failed  those that Graph refused, or whose attempts are spent
 */
public record OpenAdditions(long waiting, long failed) {

    private static final String OPEN =
            "select count(*) from dead_letter where closed_no = 0 and group_id = ? and kind = ?";

    /**
     * @param group a group
     * @throws StateUnavailable if the database does not answer
     */
    public static OpenAdditions of(StateDatabase database, UUID group) {
        return database.inTransaction(sql -> {
            long all = sql.count(OPEN, group, Change.Kind.ADDITION);
            long failed = sql.count(
                    OPEN + " and (state = ? or reason = ?)",
                    group,
                    Change.Kind.ADDITION,
                    DeadLetter.State.PARKED,
                    Outcome.Result.REFUSED.word());
            return new OpenAdditions(all - failed, failed);
        });
    }
}
