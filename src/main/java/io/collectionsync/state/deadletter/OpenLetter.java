package io.collectionsync.state.deadletter;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Change;
import io.collectionsync.state.db.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * An open letter, as far as it takes to count one more attempt or to close it.
 *
 * @param number   its number
 * @param change   what could not be applied
 * @param attempts how often it was tried
 */
record OpenLetter(long number, Change change, int attempts) {

    /** Open letters are these rows. */
    static final String FROM = " from dead_letter where closed_no = 0";

    private static final String SELECT = "select letter_id, object_id, kind, attempts" + FROM + " and group_id = ";

    /** @return the open letters of a group */
    static List<OpenLetter> of(JdbcOperations jdbc, UUID group) {
        return jdbc.query(SELECT + "?", OpenLetter::read, id(group));
    }

    /** @return the open letters of these changes of a group */
    static Map<Change, OpenLetter> of(JdbcOperations jdbc, UUID group, Collection<Change> changes) {
        var known = new HashMap<Change, OpenLetter>();
        var objects = changes.stream().map(change -> id(change.object())).toList();
        for (var some : Columns.lists(objects)) {
            new NamedParameterJdbcTemplate(jdbc)
                    .query(
                            SELECT + ":group and object_id in (:objects)",
                            Map.of("group", id(group), "objects", some),
                            OpenLetter::read)
                    .forEach(letter -> known.put(letter.change(), letter));
        }
        return known;
    }

    private static OpenLetter read(ResultSet row, int at) throws SQLException {
        return new OpenLetter(row.getLong("letter_id"), changeOf(row, at), row.getInt("attempts"));
    }

    /** @return the change that a row of the table names */
    static Change changeOf(ResultSet row, int at) throws SQLException {
        return new Change(Change.Kind.valueOf(row.getString("kind")), id(row, "object_id"));
    }

    /** @return how many of them were open and are closed now */
    static int close(JdbcOperations jdbc, List<OpenLetter> letters, DeadLetter.State state, Instant now) {
        var rows = letters.stream()
                .map(letter -> new Object[] {state.name(), time(now), letter.number()})
                .toList();
        return Arrays.stream(jdbc.batchUpdate(
                        "update dead_letter set state = ?, closed = ?, closed_no = letter_id, next_attempt = null "
                                + "where letter_id = ? and closed_no = 0",
                        rows))
                .sum();
    }
}
