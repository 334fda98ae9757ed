package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.Pause.Scope;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/** The mappings that are paused. */
public final class Pauses {

    private final StateDatabase database;

    /** @param database where they are kept */
    public Pauses(StateDatabase database) {
        this.database = database;
    }

    /** @return whether it was paused now, by itself; a mapping that is paused stays as it is */
    public boolean pause(Mapping mapping, String by, String why) {
        return pause(mapping, by, why, Scope.MAPPING);
    }

    /** @return whether it was paused now; a mapping that is paused stays as it is */
    public boolean pause(Mapping mapping, String by, String why, Scope scope) {
        var now = database.clock().instant();
        return database.write(jdbc -> find(jdbc, mapping.group()).isEmpty()
                && jdbc.update(
                                "insert into mapping_pause (group_id, mapping_name, paused, paused_by, why, scope) values "
                                        + marks(6),
                                id(mapping.group()),
                                Text.cut(mapping.name(), Text.NAME),
                                time(now),
                                Text.cut(by, Text.NAME),
                                Text.cut(why, Text.MESSAGE),
                                scope.word())
                        == 1);
    }

    /** @return whether it was paused */
    public boolean resume(UUID group) {
        return database.write(jdbc -> jdbc.update("delete from mapping_pause where group_id = ?", id(group))) > 0;
    }

    public Optional<Pause> of(UUID group) {
        return database.read(jdbc -> find(jdbc, group));
    }

    private static Optional<Pause> find(JdbcOperations jdbc, UUID group) {
        return optionalResult(jdbc.query("select * from mapping_pause where group_id = ?", Pauses::read, id(group)));
    }

    public List<Pause> all() {
        return database.read(jdbc -> jdbc.query("select * from mapping_pause order by mapping_name", Pauses::read));
    }

    private static Pause read(ResultSet row, int at) throws SQLException {
        return new Pause(
                id(row, "group_id"),
                row.getString("mapping_name"),
                time(row, "paused"),
                row.getString("paused_by"),
                row.getString("why"),
                Worded.of(Scope.class, row.getString("scope")));
    }
}
