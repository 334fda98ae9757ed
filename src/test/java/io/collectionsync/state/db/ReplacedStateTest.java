package io.collectionsync.state.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.state.Changes;
import io.collectionsync.state.Leases;
import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A state file that is deleted, moved or restored under a process that has it open; Windows lets nobody do that. */
@DisabledOnOs(OS.WINDOWS)
class ReplacedStateTest {

    @TempDir
    Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private static void assertReplaced(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(StateUnavailable.class)
                .hasMessageContaining(
                        "/data/state.db: the state was replaced while running, so nothing further is sent")
                .hasMessageContaining("Stop every Collection Sync process on this home, then start it again")
                .hasMessageNotContaining("\n");
    }

    private void delete() throws IOException {
        try (var files = Files.list(data())) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(data());
    }

    @Test
    void aLeaseIsNeitherTakenNorProvedInAStateThatWasDeletedAndMadeAnew() throws Exception {
        var group = Samples.mapping("pilot").group();
        try (var old = StateDatabase.openEmbedded(data())) {
            var leases = new Leases(old);
            assertThat(leases.acquire(group, "run-1")).isTrue();

            delete();
            try (var anew = StateDatabase.openEmbedded(data());
                    var others = new Leases(anew)) {
                assertThat(others.acquire(group, "run-2")).isTrue();

                assertReplaced(() -> leases.stillHeld(group, "run-1"));
                assertReplaced(() -> leases.acquire(Samples.id(1), "run-1"));
                assertThat(others.stillHeld(group, "run-2")).isTrue();
            }
        }
    }

    @Test
    void nothingIsReadFromOrWrittenToAStateThatWasDeleted() throws Exception {
        try (var database = StateDatabase.openEmbedded(data())) {
            delete();

            assertReplaced(() -> new Runs(database).begin(Samples.request(), List.of()));
            assertReplaced(() -> new Changes(database).of(Samples.id(1)));
            assertThat(data()).doesNotExist();
        }
    }

    @Test
    void aBackupThatIsRestoredUnderARunningProcessIsNotTakenForItsState() throws Exception {
        try (var database = StateDatabase.openEmbedded(data())) {
            database.backup(folder.resolve("backup.db"));
            Files.move(folder.resolve("backup.db"), data().resolve("state.db"), StandardCopyOption.REPLACE_EXISTING);

            assertReplaced(() -> new Runs(database).count());
        }
    }

    /** The same file, so that only what is in it tells. */
    @Test
    void aStateWhoseContentWasReplacedInPlaceTakesNothingMore() throws Exception {
        try (var database = StateDatabase.openEmbedded(data())) {
            database.write(jdbc -> jdbc.update("update state_identity set state_id = ?", Columns.id(Samples.id(7))));

            assertReplaced(() -> new Runs(database).begin(Samples.request(), List.of()));
        }
    }

    @Test
    void aStateThatIsOnlyWrittenToByOthersIsNotReplaced() {
        try (var database = StateDatabase.openEmbedded(data());
                var another = StateDatabase.openEmbedded(data())) {
            new Runs(another).begin(Samples.request(), List.of());
            new Runs(database).begin(Samples.request(), List.of());
            assertThat(new Runs(another).count()).isEqualTo(2);
        }
    }
}
