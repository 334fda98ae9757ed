package io.collectionsync.state;

import io.collectionsync.state.db.StateDatabase;

/** A state database in which nothing can be read or written of changes, until it is closed. */
public final class LostTable implements AutoCloseable {

    private final StateDatabase database;

    public LostTable(StateDatabase database) {
        this.database = database;
        database.write(jdbc -> jdbc.update("alter table membership_change rename to lost_change"));
    }

    @Override
    public void close() {
        database.write(jdbc -> jdbc.update("alter table lost_change rename to membership_change"));
    }
}
