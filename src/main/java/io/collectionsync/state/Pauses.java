package io.collectionsync.state;

import io.collectionsync.membership.Mapping;
import io.collectionsync.state.db.Sql;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The mappings that are paused. */
public final class Pauses {

    private final StateDatabase database;

    /** @param database where they are kept */
    public Pauses(StateDatabase database) {
        this.database = database;
    }

    /** @return whether it was paused now; a mapping that is paused stays as it is */
    public boolean pause(Mapping mapping, String by, String why) {
        var now = database.clock().instant();
        return database.inTransaction(
                        sql -> sql.count("select count(*) from mapping_pause where group_id = ?", mapping.group()) > 0
                                ? 0
                                : sql.update(
                                        "insert into mapping_pause (group_id, mapping_name, paused, "
                                                + "paused_by, why) values " + Sql.marks(5),
                                        mapping.group(),
                                        Text.cut(mapping.name(), Text.NAME),
                                        now,
                                        Text.cut(by, Text.NAME),
                                        Text.cut(why, Text.MESSAGE)))
                == 1;
    }

    /** @return whether it was paused */
    public boolean resume(UUID group) {
        return database.inTransaction(sql -> sql.update("delete from mapping_pause where group_id = ?", group)) > 0;
    }

    public Optional<Pause> of(UUID group) {
        return database.inTransaction(
                sql -> sql.one("select * from mapping_pause where group_id = ?", Pauses::read, group));
    }

    public List<Pause> all() {
        return database.inTransaction(
                sql -> sql.list("select * from mapping_pause order by mapping_name", Pauses::read));
    }

    private static Pause read(ResultSet row, int at) throws SQLException {
        return new Pause(
                Sql.uuid(row, "group_id"),
                row.getString("mapping_name"),
                Sql.instant(row, "paused"),
                row.getString("paused_by"),
                row.getString("why"));
    }
}
