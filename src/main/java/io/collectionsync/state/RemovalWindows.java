package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.RemovalWindow;
import io.collectionsync.membership.Trigger;
import io.collectionsync.membership.Trigger.Kind;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/** How many members runs left in each group, and whom they removed. */
public final class RemovalWindows {

    private final StateDatabase database;
    private final Clock clock;

    /** @param database where that is on record */
    public RemovalWindows(StateDatabase database) {
        this(database, database.clock());
    }

    /** @param clock tells how far a window reaches back */
    public RemovalWindows(StateDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A run left so many members in a group.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void left(UUID group, int members) {
        var now = database.clock().instant();
        database.write(jdbc -> {
            var last = latest(jdbc, group, now);
            return last.isEmpty() || last.get(0).members() != members
                    ? jdbc.update(
                            "insert into group_size (group_id, left_at, members) values (?, ?, ?)",
                            id(group),
                            time(now),
                            members)
                    : 0;
        });
    }

    private List<RemovalWindow.Left> latest(JdbcOperations jdbc, UUID group, Instant until) {
        return jdbc.query(
                "select left_at, members from group_size where group_id = ? and left_at <= ? order by left_at desc, "
                        + "size_id desc " + database.limit(),
                (row, at) -> new RemovalWindow.Left(time(row, 1), row.getInt(2)),
                id(group),
                time(until),
                1);
    }

    /**
     * @param length how far back the window reaches
     * @return what runs did to a group within it
     * @throws StateUnavailable if the database does not answer
     */
    public RemovalWindow of(UUID group, Duration length) {
        var now = clock.instant();
        var from = now.minus(length);
        return database.read(jdbc -> {
            var first = latest(jdbc, group, from).stream().findFirst();
            var since = first.map(RemovalWindow.Left::time).orElse(from);
            return new RemovalWindow(now, length, left(jdbc, group, since), removed(jdbc, group, since));
        });
    }

    private static List<RemovalWindow.Left> left(JdbcOperations jdbc, UUID group, Instant since) {
        return jdbc.query(
                "select left_at, members from group_size where group_id = ? and left_at >= ? order by left_at, size_id",
                (row, at) -> new RemovalWindow.Left(time(row, 1), row.getInt(2)),
                id(group),
                time(since));
    }

    /** An undo goes by its own approval. */
    private static List<RemovalWindow.Removed> removed(JdbcOperations jdbc, UUID group, Instant since) {
        return jdbc.query(
                "select c.changed, c.object_id, r.asked_by from membership_change c left join sync_run r on r.run_id = "
                        + "c.run_id where c.group_id = ? and c.changed >= ? and c.kind = 'REMOVAL' and (c.result in "
                        + "('APPLIED', 'ALREADY_SO', 'UNANSWERED') or c.tried = 1)",
                (row, at) -> new RemovalWindow.Removed(time(row, 1), id(row, 2), isApproved(row.getString(3))),
                id(group),
                time(since));
    }

    private static boolean isApproved(String trigger) {
        var kind = trigger == null ? Kind.SCHEDULE : Trigger.parse(trigger).kind();
        return kind == Kind.APPROVAL || kind == Kind.UNDO;
    }
}
