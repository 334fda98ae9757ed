package io.collectionsync.state;

import io.collectionsync.state.db.StateDatabase;

/** A state database in which nothing can be read or written of one table, until it is closed. */
public final class LostTable implements AutoCloseable {

    private final StateDatabase database;

    private final String table;

    /** The table of changes. */
    public LostTable(StateDatabase database) {
        this(database, "membership_change");
    }

    public LostTable(StateDatabase database, String table) {
        this.database = database;
        this.table = table;
        database.write(jdbc -> jdbc.update("alter table " + table + " rename to lost_table"));
    }

    @Override
    public void close() {
        database.write(jdbc -> jdbc.update("alter table lost_table rename to " + table));
    }
}
