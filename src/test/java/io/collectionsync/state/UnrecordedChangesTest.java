package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Run;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UnrecordedChangesTest {

    private static final int MEGABYTE = 1 << 20;
    private static final String WHY = "the disk is full";

    @Parameter
    TestDatabase on;

    @TempDir
    Path folder;

    private StateDatabase database;
    private Changes changes;
    private UnrecordedChanges unrecorded;
    private Mapping mapping;
    private Run run;

    @BeforeEach
    void open() {
        database = on.emptied();
        changes = new Changes(database);
        unrecorded = new UnrecordedChanges(folder.resolve("unrecorded"), changes);
        mapping = Samples.mapping("pilot");
        run = new Runs(database).begin(Samples.request(), List.of(mapping));
    }

    @Test
    void theRoomIsWrittenBeforeTheFirstChange() throws IOException {
        try (var small = unrecorded.prepare(run, mapping, 1);
                var large = unrecorded.prepare(run, Samples.mapping("large"), 5_020)) {
            assertThat(small.path()).hasSize(MEGABYTE);
            assertThat(Files.size(large.path())).isGreaterThanOrEqualTo(5_020 * 512L);
            byte[] bytes = Files.readAllBytes(large.path());
            assertThat(IntStream.range(0, bytes.length / 4096).filter(block -> bytes[block * 4096] == 0))
                    .as("blocks that a sparse file would lack")
                    .hasSizeLessThan(2);

            long before = Files.size(large.path());
            large.add(rows(5_020), WHY);
            assertThat(large.path()).hasSize(before);
        }
    }

    @Test
    void whatIsKeptIsOnRecordOnceHoweverOftenItIsTakenUp() throws IOException {
        var rows = rows(30);
        try (var kept = unrecorded.prepare(run, mapping, 50)) {
            kept.add(rows.subList(0, 10), WHY);
            kept.add(rows.subList(10, 30), WHY);
            // its commit seemed to fail
            changes.add(rows.subList(0, 10));
            Files.copy(kept.path(), folder.resolve("copy"));
        }
        on.clock().turn(Duration.ofHours(1));

        assertThat(unrecorded.takeUp()).isEqualTo(30);

        assertThat(changes.ofRun(run.id())).containsExactlyElementsOf(rows);
        assertThat(unrecorded.takeUp()).isZero();
        assertThat(folder.resolve("unrecorded")).isEmptyDirectory();
        // its process ended before it could delete the file
        Files.move(folder.resolve("copy"), folder.resolve("unrecorded/copy.changes"));
        new UnrecordedChanges(folder.resolve("unrecorded"), changes).takeUp();
        assertThat(changes.ofRun(run.id())).containsExactlyElementsOf(rows);
    }

    @Test
    void aChangeWhoseWritingBrokeOffIsLeftOutAndTheOthersAreNot() throws IOException {
        var rows = rows(3);
        var path = kept(rows);
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(1024 + 512 + 60);
            file.write(new byte[40]);
        }

        unrecorded.takeUp();

        assertThat(changes.ofRun(run.id())).containsExactly(rows.get(0), rows.get(2));
        assertThat(aside(path)).exists();
    }

    @Test
    void aFileThatIsCutOffGivesWhatIsWhole() throws IOException {
        var rows = rows(3);
        var path = kept(rows);
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(1024 + 2 * 512 + 100);
        }

        unrecorded.takeUp();

        assertThat(changes.ofRun(run.id())).containsExactly(rows.get(0), rows.get(1));
        assertThat(aside(path)).exists();
    }

    @Test
    void aFileWhoseBeginningIsDamagedIsSetAsideAndNeverDeleted() throws IOException {
        var path = kept(rows(3));
        var bytes = Files.readAllBytes(path);
        bytes[20] ^= 1;
        Files.write(path, bytes);

        assertThat(unrecorded.takeUp()).isZero();

        assertThat(changes.ofRun(run.id())).isEmpty();
        assertThat(aside(path)).hasBinaryContent(bytes);
        unrecorded.requireNone();
    }

    private Path kept(List<ChangeRow> rows) throws IOException {
        try (var kept = unrecorded.prepare(run, mapping, 3)) {
            kept.add(rows, WHY);
            return kept.path();
        }
    }

    private static Path aside(Path path) {
        return path.resolveSibling(path.getFileName() + ".damaged");
    }

    @Test
    void aFileOfARunAtWorkIsLeftAlone() throws IOException {
        try (var kept = unrecorded.prepare(run, mapping, 3)) {
            kept.add(rows(3), WHY);

            assertThat(unrecorded.takeUp()).isZero();
            assertThat(new UnrecordedChanges(folder.resolve("unrecorded"), changes).takeUp())
                    .isZero();
            assertThat(kept.path()).exists();
        }
        assertThat(unrecorded.takeUp()).isEqualTo(3);
    }

    @Test
    void aFileThatWasNotNeededGoesWithItsRun() {
        Path path;
        try (var kept = unrecorded.prepare(run, mapping, 3)) {
            path = kept.path();
            assertThat(path).exists();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void nothingIsSentUntilWhatIsKeptIsOnRecord() throws IOException {
        unrecorded.requireNone();
        try (var kept = unrecorded.prepare(run, mapping, 3)) {
            kept.add(rows(1), WHY);
        }
        assertThatThrownBy(unrecorded::requireNone)
                .as("whoever is stopped is told the cause")
                .isInstanceOf(StateUnavailable.class)
                .hasMessage(WHY);

        // a command beside the service
        new UnrecordedChanges(folder.resolve("unrecorded"), changes).takeUp();
        unrecorded.takeUp();

        unrecorded.requireNone();
    }

    @Test
    void changesThatTheDatabaseStillRefusesStayWhereTheyAre() throws IOException {
        Path path;
        try (var kept = unrecorded.prepare(run, mapping, 3)) {
            kept.add(rows(3), WHY);
            path = kept.path();
        }
        try (var lost = new LostTable(database)) {
            assertThatThrownBy(unrecorded::takeUp).isInstanceOf(StateUnavailable.class);
            assertThat(path).exists();
        }
        assertThat(unrecorded.takeUp()).isEqualTo(3);
    }

    @Test
    void longTextsAreCutSoThatEachChangeFits() throws IOException {
        var outcome = new Outcome(
                Change.addition(Samples.id(1)),
                Outcome.Result.UNANSWERED,
                "c".repeat(300),
                "\u00e9\u65e5\ud83d\ude00".repeat(300),
                "r".repeat(300));
        var rows = changes.rows(
                run, mapping, List.of(outcome), Map.of(Samples.id(1), "\u65e5".repeat(256)), any -> "w".repeat(200));
        try (var kept = unrecorded.prepare(run, mapping, 1)) {
            kept.add(rows, WHY);
        }

        unrecorded.takeUp();

        assertThat(changes.ofRun(run.id())).singleElement().satisfies(row -> {
            assertThat(row.outcome().change()).isEqualTo(outcome.change());
            assertThat(row.outcome().message()).isNotEmpty();
            assertThat(outcome.message()).startsWith(row.outcome().message());
            assertThat(row.displayName()).isEqualTo("\u65e5".repeat(30));
        });
    }

    @Test
    void whereThereIsNoRoomNothingIsSent() throws IOException {
        Files.writeString(folder.resolve("unrecorded"), "in its way");

        assertThatThrownBy(() -> unrecorded.prepare(run, mapping, 3))
                .isInstanceOf(StateUnavailable.class)
                .hasMessageStartingWith("Nothing is sent: there is no room for changes")
                .hasMessageContaining(folder.resolve("unrecorded").toString());
    }

    private List<ChangeRow> rows(int count) {
        return changes.rows(
                run,
                mapping,
                IntStream.rangeClosed(1, count)
                        .mapToObj(number -> Samples.outcome(
                                Change.removal(Samples.id(number)),
                                number % 3 == 0 ? Outcome.Result.REFUSED : Outcome.Result.APPLIED))
                        .toList(),
                Map.of(Samples.id(1), "PC-1"),
                change -> "not in any mapped collection");
    }
}
