package io.collectionsync;

import io.collectionsync.record.Changes;
import io.collectionsync.record.DeadLetterPolicy;
import io.collectionsync.record.DeadLetters;
import io.collectionsync.record.Drifts;
import io.collectionsync.record.KnownNames;
import io.collectionsync.record.MappingStates;
import io.collectionsync.record.OpenAdditions;
import io.collectionsync.record.Pauses;
import io.collectionsync.record.Runs;
import io.collectionsync.record.StateDatabase;
import io.collectionsync.settings.Settings;
import java.util.UUID;

/** The state database alone, for commands that look at what is on record; works beside a running runtime. */
public final class StateAccess implements AutoCloseable {

    private final StateDatabase database;

    private StateAccess(StateDatabase database) {
        this.database = database;
    }

    /** @throws io.collectionsync.record.StateUnavailable if it cannot be opened; one line, no secret */
    public static StateAccess open(Settings settings) {
        return new StateAccess(Wiring.openState(settings));
    }

    public MappingStates states() {
        return new MappingStates(database);
    }

    public Pauses pauses() {
        return new Pauses(database);
    }

    public Runs runs() {
        return new Runs(database);
    }

    public Changes changes() {
        return new Changes(database);
    }

    public Drifts drifts() {
        return new Drifts(database);
    }

    public DeadLetters deadLetters() {
        return new DeadLetters(database, DeadLetterPolicy.DEFAULT);
    }

    /** Names of collections and groups, as far as a run has read them. */
    public KnownNames names() {
        return new KnownNames(database);
    }

    /** Members of a group whose additions are dead letters. */
    public OpenAdditions openAdditions(UUID group) {
        return OpenAdditions.of(database, group);
    }

    @Override
    public void close() {
        database.close();
    }
}
