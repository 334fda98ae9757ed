package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.ChangeReasons;
import io.collectionsync.membership.Drift;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.RemovalKinds;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hand edits on record, on each database. */
class DriftsTest {

    private static final UUID ADA = Samples.id(1);
    private static final UUID PC = Samples.id(2);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aHandEditIsPutDownOnceAndEndsWhenItIsSeenNoMore(TestDatabase on) {
        var drifts = new Drifts(on.emptied());
        var mapping = Samples.mapping("pilot");
        drifts.note(run("first"), mapping, why(MemberIds.of(List.of(ADA)), MemberIds.none()));
        drifts.note(run("second"), mapping, why(MemberIds.of(List.of(ADA)), MemberIds.of(List.of(PC))));
        drifts.note(run("third"), mapping, why(MemberIds.none(), MemberIds.of(List.of(PC))));

        var rows = drifts.latest(mapping.group(), 10);

        assertThat(rows).extracting(DriftRow::run).containsExactlyInAnyOrder("first", "second");
        var added = rows.stream()
                .filter(row -> row.run().equals("first"))
                .findFirst()
                .orElseThrow();
        assertThat(added.edit()).isEqualTo(Change.addition(ADA));
        assertThat(added.displayName()).isEqualTo("Ada");
        assertThat(added.type()).isEqualTo("user");
        assertThat(added.ended()).isNotNull();
        var removed = rows.stream()
                .filter(row -> row.run().equals("second"))
                .findFirst()
                .orElseThrow();
        assertThat(removed.edit()).isEqualTo(Change.removal(PC));
        assertThat(removed.ended()).as("it lasts").isNull();
    }

    private static ChangeReasons why(MemberIds added, MemberIds removed) {
        return new ChangeReasons(
                Map.of(),
                new Drift(added, removed),
                Map.of(ADA, "user"),
                Map.of(),
                Map.of(ADA, "Ada"),
                RemovalKinds.NONE);
    }

    private static Run run(String id) {
        return new Run(id, RunRequest.Mode.APPLY, Trigger.SCHEDULE, Instant.EPOCH, List.of());
    }
}
