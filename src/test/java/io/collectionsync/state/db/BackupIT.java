package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import io.collectionsync.state.TestDatabase;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the embedded database. */
class BackupIT {

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("a home").resolve("data");
    }

    private Path file() {
        return folder.resolve("state backup.db");
    }

    /** @return the data folder of a home in which somebody has put the backup in the place of the state file */
    private Path restored() throws IOException {
        var restored = Files.createDirectories(folder.resolve("another home"));
        Files.copy(file(), restored.resolve("state.db"));
        return restored;
    }

    @Test
    void aBackupThatIsMadeWhileProcessesWriteHoldsEveryTransactionAsAWhole() throws Exception {
        try (var first = StateProcess.startWriters(data());
                var second = StateProcess.startWriters(data());
                var database = StateDatabase.openEmbedded(data())) {
            long before = changes(database);
            database.backup(file());
            assertThat(first.id()).isNotEqualTo(second.id());
            try (var copy = StateDatabase.openEmbedded(restored())) {
                assertThat(changes(copy)).isGreaterThanOrEqualTo(before);
                assertThat(torn(copy)).isEmpty();
            }
        }
    }

    private static long changes(StateDatabase database) {
        return database.read(jdbc -> jdbc.queryForObject("select count(*) from membership_change", Long.class));
    }

    /** @return runs whose changes are there in part; their ids end with the number of their changes */
    static List<String> torn(StateDatabase database) {
        return database
                .read(jdbc -> jdbc.query(
                        "select run_id, count(*) from membership_change group by run_id",
                        (row, at) -> row.getString(1).endsWith("-" + row.getInt(2))
                                ? null
                                : row.getInt(2) + " of " + row.getString(1)))
                .stream()
                .filter(Objects::nonNull)
                .toList();
    }

    @Test
    void aBackupIsKnownAsARestoredOneWhereverItIsPutAndTheOriginalIsNot() throws Exception {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (var database = StateDatabase.open(
                StateConnection.embedded(data()), Clock.fixed(now, ZoneOffset.UTC), Duration.ofDays(1))) {
            new Runs(database).begin(Samples.request(), List.of());
            database.backup(file());
            assertThat(database.restoredOf()).isEmpty();
        }
        try (var copy = StateDatabase.openEmbedded(restored())) {
            assertThat(copy.restoredOf()).contains(now);
            assertThat(new Runs(copy).count()).isEqualTo(1);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aBackupIsTheOwnersOnlyAndLeavesNoOtherFile() throws Exception {
        try (var database = StateDatabase.openEmbedded(data())) {
            database.backup(file());
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(file(), folder.resolve("a home"));
        }
    }

    @Test
    void aFileThatExistsIsNotReplaced() throws Exception {
        Files.writeString(file(), "the backup of yesterday");
        try (var database = StateDatabase.openEmbedded(data())) {
            assertThatThrownBy(() -> database.backup(file())).isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(file()).hasContent("the backup of yesterday");
    }

    @Test
    void aBackupThatCannotBeWrittenIsOneLineThatNamesItsFile() {
        try (var database = StateDatabase.openEmbedded(data())) {
            var nowhere = folder.resolve("no such folder").resolve("backup.db");
            assertThatThrownBy(() -> database.backup(nowhere))
                    .isInstanceOf(StateUnavailable.class)
                    .hasMessageContaining("the backup " + nowhere + " cannot be written: NoSuchFileException")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aServersBackupIsItsOwnToolsBusiness() {
        assertThatThrownBy(() -> TestDatabase.POSTGRESQL.emptied().backup(file()))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining("use the server's pg_dump");
        assertThat(file()).doesNotExist();
    }
}
