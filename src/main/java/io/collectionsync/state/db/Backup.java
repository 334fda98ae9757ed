package io.collectionsync.state.db;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.time;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A copy of the embedded database as it is at one moment, made while others use it. */
final class Backup {

    private final StateConnection connection;
    private final DataSource source;

    /** @param source connections to the database that is copied */
    Backup(StateConnection connection, DataSource source) {
        this.connection = connection;
        this.source = source;
    }

    /**
     * Writes the copy, the owner's alone, under another name and gives it its own when it is whole. It has an id of its
     * own and the time of the backup, so that it is known as a restored one wherever it is put.
     *
     * @throws FileAlreadyExistsException if {@code target} exists
     * @throws StateUnavailable           if the database cannot be read, or the copy not be written
     */
    void write(Path target, Instant now) throws FileAlreadyExistsException {
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        try {
            copy(target, now);
        } catch (FileAlreadyExistsException meanwhile) {
            throw meanwhile;
        } catch (IOException failed) {
            throw unwritten(target, failed.getClass().getSimpleName() + " " + failed.getMessage());
        } catch (DataAccessException failed) {
            throw unwritten(target, StateUnavailable.reason(failed));
        }
    }

    private StateUnavailable unwritten(Path target, String why) {
        return connection.unavailable("the backup " + target + " cannot be written: " + why);
    }

    private void copy(Path target, Instant now) throws IOException {
        var part = Files.createTempFile(target.getParent(), target.getFileName() + "-", ".part", OwnerOnly.file());
        try {
            jdbc(source).update("vacuum into ?", part.toString());
            mark(part, now);
            try (var file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                file.force(true);
            }
            Files.move(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static JdbcTemplate jdbc(DataSource source) {
        var jdbc = new JdbcTemplate(source);
        jdbc.setExceptionTranslator(Dialect.SQLITE.errors());
        return jdbc;
    }

    private static void mark(Path copy, Instant now) {
        var only = new SingleConnectionDataSource(Dialect.SQLITE.prefix() + copy, true);
        try {
            jdbc(only)
                    .update(
                            "update state_identity set state_id = ?, restored_of = ?",
                            id(UUID.randomUUID()),
                            time(now));
        } finally {
            only.destroy();
        }
    }
}
