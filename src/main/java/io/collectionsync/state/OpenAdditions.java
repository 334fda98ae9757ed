package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetter;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

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
    static OpenAdditions of(StateDatabase database, UUID group) {
        return database.read(jdbc -> {
            long all = count(jdbc, OPEN, id(group), Change.Kind.ADDITION.name());
            long failed = count(
                    jdbc,
                    OPEN + " and (state = ? or reason = ?)",
                    id(group),
                    Change.Kind.ADDITION.name(),
                    DeadLetter.State.PARKED.name(),
                    Outcome.Result.REFUSED.word());
            return new OpenAdditions(all - failed, failed);
        });
    }

    private static long count(JdbcOperations jdbc, String select, Object... values) {
        return jdbc.queryForObject(select, Long.class, values);
    }
}
