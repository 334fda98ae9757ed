package io.collectionsync.state;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Run;
import io.collectionsync.settings.Settings;
import io.collectionsync.state.db.StateUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes that Graph has made and the database did not take: they are kept in files beside it until it does. A change
 * in one of them is on record. Thread-safe.
 */
public final class UnrecordedChanges {

    private static final Logger LOG = LoggerFactory.getLogger(UnrecordedChanges.class);

    private final Path folder;
    private final Changes changes;
    /** Files of this process with changes in them, each with the failure that brought the first one there. */
    private final Map<Path, String> kept = new ConcurrentHashMap<>();

    /** @param folder where the files are; made when the first one is */
    public UnrecordedChanges(Path folder, Changes changes) {
        this.folder = folder;
        this.changes = changes;
    }

    /** @return where the files of a home are */
    public static Path folder(Settings settings) {
        return settings.home().resolve("data/unrecorded");
    }

    /**
     * Makes room on the disk for every change of a plan, before the first one is sent.
     *
     * @param count how many changes there are
     * @throws StateUnavailable if there is no room for them
     */
    public Kept prepare(Run run, Mapping mapping, int count) {
        var file = folder.resolve(run.id() + "-" + mapping.group() + ChangeFile.ENDING);
        try {
            return new Kept(
                    ChangeFile.create(file, new ChangeFile.Header(run.id(), mapping.group(), mapping.name()), count));
        } catch (IOException failed) {
            throw new StateUnavailable(
                    "Nothing is sent: there is no room for changes that the state database may not take, " + file
                            + ": " + failed.getClass().getSimpleName() + " " + failed.getMessage()
                            + "; make room on the disk, or let this user write the folder",
                    failed);
        }
    }

    /** The room of one mapping in one run, and the changes that came to need it. */
    public final class Kept implements AutoCloseable {

        private final ChangeFile file;

        private Kept(ChangeFile file) {
            this.file = file;
        }

        /** @return whether there are changes in it: the database has failed */
        public boolean isUsed() {
            return kept.containsKey(file.path());
        }

        public Path path() {
            return file.path();
        }

        /**
         * Puts changes on record, on the disk when this returns.
         *
         * @param why  what the database failed with, in one line: others who would send are told so
         * @throws IOException if they are not
         */
        public void add(List<ChangeRow> rows, String why) throws IOException {
            file.add(rows);
            kept.putIfAbsent(file.path(), why);
        }

        /** The run sends nothing more for the mapping. */
        @Override
        public void close() {
            try {
                if (!isUsed()) {
                    Files.deleteIfExists(file.path());
                }
                file.close();
            } catch (IOException later) {
                LOG.atWarn()
                        .addKeyValue("file", file.path())
                        .addKeyValue("error", later.toString())
                        .log("an empty file is left, the next run deletes it");
            }
        }
    }

    /** @throws StateUnavailable if changes of this process wait for the database: nothing may be sent before */
    public void requireNone() {
        kept.values().stream().findFirst().ifPresent(why -> {
            throw new StateUnavailable(why);
        });
    }

    /**
     * Puts down what runs had to leave that are over, each change once, however often it is tried and by whom.
     *
     * @return how many changes were found
     * @throws StateUnavailable if the database does not take them, or a file cannot be read
     */
    public int takeUp() {
        int found = 0;
        for (var path : files()) {
            try (var file = ChangeFile.take(path)) {
                if (file == null) {
                    continue;
                }
                var rows = file.rows();
                if (!rows.isEmpty()) {
                    changes.addMissing(rows);
                }
                if (file.isDamaged()) {
                    setAside(path, rows.size());
                } else {
                    Files.delete(path);
                }
                kept.remove(path);
                found += rows.size();
            } catch (IOException unread) {
                throw new StateUnavailable(
                        "The changes in " + path + " are not on record, so nothing is sent: "
                                + unread.getClass().getSimpleName() + " " + unread.getMessage()
                                + "; let this user read and delete the file",
                        unread);
            }
        }
        // another process has taken up the rest
        kept.keySet().removeIf(Files::notExists);
        return found;
    }

    /** What cannot be read may be changes that Graph made: somebody has to look. */
    private static void setAside(Path path, int found) throws IOException {
        var aside = path.resolveSibling(path.getFileName() + ".damaged");
        Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.atError()
                .addKeyValue("file", aside)
                .addKeyValue("on-record", found)
                .log("a file of changes is damaged, what it held may be missing from the history");
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ChangeFile.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException unread) {
            throw new StateUnavailable("The folder " + folder + " cannot be read: " + unread, unread);
        }
    }
}
