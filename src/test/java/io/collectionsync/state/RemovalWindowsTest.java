package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.RemovalWindow.Left;
import io.collectionsync.membership.RemovalWindow.Removed;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs did to a group within the window, on each database. */
class RemovalWindowsTest {

    private static final Duration DAY = Duration.ofHours(24);
    private final Mapping mapping = Samples.mapping("pilot");

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aSizeIsPutDownWhenItChangesAndTheLastOneBeforeTheWindowStillCounts(TestDatabase on) {
        var windows = new RemovalWindows(on.emptied());
        var first = on.clock().instant();
        windows.left(mapping.group(), 400);
        on.clock().turn(DAY);
        windows.left(mapping.group(), 300);
        on.clock().turn(Duration.ofHours(1));
        windows.left(mapping.group(), 300);
        windows.left(Samples.id(9), 7);

        var window = windows.of(mapping.group(), DAY);

        assertThat(window.now()).isEqualTo(on.clock().instant());
        assertThat(window.left()).containsExactly(new Left(first, 400), new Left(first.plus(DAY), 300));
        on.clock().turn(DAY);
        assertThat(windows.of(mapping.group(), DAY).left()).containsExactly(new Left(first.plus(DAY), 300));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void removalsCountThatWereOrMayHaveBeenMadeAndApprovedOnesAreMarked(TestDatabase on) {
        var database = on.emptied();
        var runs = new Runs(database);
        var changes = new Changes(database);
        for (var trigger : List.of(Trigger.SCHEDULE, Trigger.APPROVAL, Trigger.undo("x"))) {
            var run = runs.begin(new RunRequest(List.of(), RunRequest.Mode.APPLY, trigger), List.of(mapping));
            long id = 10L * trigger.kind().ordinal();
            changes.add(changes.rows(
                    run,
                    mapping,
                    List.of(
                            removal(id + 1, Outcome.Result.APPLIED),
                            removal(id + 2, Outcome.Result.UNANSWERED),
                            removal(id + 3, Outcome.Result.REFUSED),
                            new Outcome(
                                    Change.removal(Samples.id(id + 5)), Outcome.Result.REFUSED, "c", "m", null, true),
                            new Outcome(Change.addition(Samples.id(id + 4)), Outcome.Result.APPLIED, null, null, null)),
                    Map.of(),
                    any -> "why"));
        }

        var window = new RemovalWindows(database).of(mapping.group(), DAY);

        assertThat(window.removed())
                .extracting(Removed::object, Removed::approved)
                .containsExactlyInAnyOrder(
                        row(Trigger.SCHEDULE, 1, false),
                        row(Trigger.SCHEDULE, 2, false),
                        row(Trigger.SCHEDULE, 5, false),
                        row(Trigger.APPROVAL, 1, true),
                        row(Trigger.APPROVAL, 2, true),
                        row(Trigger.APPROVAL, 5, true),
                        row(Trigger.undo("x"), 1, true),
                        row(Trigger.undo("x"), 2, true),
                        row(Trigger.undo("x"), 5, true));
    }

    private static org.assertj.core.groups.Tuple row(Trigger trigger, int id, boolean approved) {
        UUID object = Samples.id(10L * trigger.kind().ordinal() + id);
        return org.assertj.core.groups.Tuple.tuple(object, approved);
    }

    private static Outcome removal(long id, Outcome.Result result) {
        return new Outcome(Change.removal(Samples.id(id)), result, null, null, null);
    }
}
