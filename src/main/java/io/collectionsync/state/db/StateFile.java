package io.collectionsync.state.db;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file of the embedded database. It is never opened here: on POSIX systems a process that closes the file loses
 * the locks that SQLite holds on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
 */
final class StateFile {

    private final StateConnection connection;
    private final Path file;
    private final Object key;

    private StateFile(StateConnection connection, Object key) {
        this.connection = connection;
        this.file = connection.file();
        this.key = key;
    }

    /**
     * Makes the folder and an empty file, the owner's alone, where there are none.
     *
     * @throws StateUnavailable if they cannot be made, or lie on a network file system
     */
    static StateFile prepare(StateConnection connection) {
        var file = connection.file();
        try {
            OwnerOnly.createFolders(file.getParent());
            NetworkFolders.refuse(connection, file.getParent());
            createEmpty(file);
            return new StateFile(connection, key(file));
        } catch (IOException | UnsupportedOperationException failed) {
            throw new StateUnavailable(
                    connection
                            .unavailable("the data folder cannot be used: "
                                    + failed.getClass().getSimpleName() + " " + failed.getMessage())
                            .getMessage(),
                    failed);
        }
    }

    private static void createEmpty(Path file) throws IOException {
        try {
            Files.createFile(file, OwnerOnly.file());
        } catch (FileAlreadyExistsException used) {
            // by an earlier start, or by a process that starts at this moment
        }
    }

    /** Windows has no key for a file, and lets nobody delete or move one that SQLite has open. */
    private static Object key(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.fileKey() != null ? attributes.fileKey() : attributes.creationTime();
    }

    /** @return whether the path still leads to the file that was opened, and not to another one or to none */
    boolean isOpened() {
        try {
            return key.equals(key(file));
        } catch (IOException gone) {
            return false;
        }
    }

    /** @throws StateUnavailable if the path leads to another file, or to none */
    void prove() {
        if (!isOpened()) {
            throw replaced();
        }
    }

    /** @return the failure of everything that would go on with a state that is no longer the one of this home */
    StateUnavailable replaced() {
        return connection.unavailable("the state was replaced while running, so nothing further is sent: its file was"
                + " deleted, moved or restored. Stop every Collection Sync process on this home, then start it again");
    }
}
