package io.collectionsync.state;

import io.collectionsync.settings.Settings;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state database alone, for commands that look at what is on record; works beside a running runtime. */
public final class StateAccess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateAccess.class);

    private final StateDatabase database;
    private final Settings settings;

    private StateAccess(StateDatabase database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * Opens it, and puts down first what processes left that are gone.
     *
     * @throws io.collectionsync.state.db.StateUnavailable if it cannot be opened; one line, no secret
     */
    public static StateAccess open(Settings settings) {
        var access = new StateAccess(StateDatabase.open(settings), settings);
        try {
            access.unrecorded(settings).takeUp();
            access.runs().closeInterrupted();
        } catch (StateUnavailable incomplete) {
            LOG.atWarn().addKeyValue("error", incomplete.getMessage()).log("what is on record is not complete");
        }
        return access;
    }

    private UnrecordedChanges unrecorded(Settings settings) {
        return new UnrecordedChanges(UnrecordedChanges.folder(settings), changes());
    }

    /** @return the tool by which the server of these settings makes backups; empty for the embedded state */
    public static Optional<String> serverTool(Settings settings) {
        return StateDatabase.serverTool(settings);
    }

    /** @return whether there is an embedded state to copy */
    public static boolean isMade(Settings settings) {
        return StateDatabase.isMade(settings);
    }

    /**
     * Copies the embedded state to a new file.
     *
     * @throws FileAlreadyExistsException                   if {@code target} exists
     * @throws io.collectionsync.state.db.StateUnavailable if it cannot be copied
     */
    public void backup(Path target) throws FileAlreadyExistsException {
        database.backup(target);
    }

    public MappingStates states() {
        return new MappingStates(database);
    }

    public KnownMappings knownMappings() {
        return new KnownMappings(database);
    }

    public Pauses pauses() {
        return new Pauses(database, settings.tenantIds());
    }

    public Runs runs() {
        return new Runs(database);
    }

    public Approvals approvals() {
        return new Approvals(database);
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
