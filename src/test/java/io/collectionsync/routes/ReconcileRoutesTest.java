package io.collectionsync.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.testkit.LogLines;
import io.collectionsync.testkit.StubbedRoutes;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a run through the routes reads, plans and writes when nothing fails. */
class ReconcileRoutesTest extends StubbedRoutes {

    @Test
    void aGroupBecomesEqualToItsCollection() throws Exception {
        var wanted = devices("PS100001", 100, 45);
        var stranger = UUID.randomUUID();
        graph.device(UUID.randomUUID(), stranger);
        var kept = wanted.get(3);
        graph.group(GROUP, stranger, kept, wanted.get(7), wanted.get(9), wanted.get(11));
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
        assertThat(only(report).outcomes().applied()).isEqualTo(42);
        assertThat(recorded(report)).hasSize(42);
        assertThat(parked()).isZero();
        assertThat(failures(report)).isEmpty();
        assertThat(site.openConnections()).isZero();
    }

    @Test
    void aRemovalThatWaitsForLongIsSentWhenTheCollectionsWereReadAgain() throws Exception {
        var wanted = devices("PS100001", 100, 3);
        var stranger = UUID.randomUUID();
        graph.device(UUID.randomUUID(), stranger);
        graph.group(GROUP, wanted.get(0), wanted.get(1), wanted.get(2), stranger);
        mapping("ring", GROUP, "PS100001");
        // the first time, the removal is about to go out
        onPermit = () -> isLate = true;

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
        assertThat(graph.requests)
                .filteredOn(request -> request.contains("$batch"))
                .extracting(request -> request.contains("DELETE") ? "removal" : "lookup")
                .containsExactly("lookup", "lookup", "lookup", "removal");
        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(recorded(report)).hasSize(1);
    }

    @Test
    void aPlanWritesNothing() throws Exception {
        var wanted = devices("PS100001", 100, 3);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.PLAN);

        assertThat(only(report).plan().additions()).isEqualTo(MemberIds.of(wanted));
        assertThat(only(report).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(graph.groups.get(GROUP)).isEmpty();
    }

    @Test
    void theUnionOfSeveralCollectionsIsWanted() throws Exception {
        var wanted = new ArrayList<>(devices("PS100001", 100, 3));
        wanted.addAll(devices("PS100002", 200, 3));
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001", "PS100002");

        run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void aCollectionWhoseCountDisagreesIsReadTwiceAndHoldsRemovals() throws Exception {
        devices("PS100001", 100, 3, 5);
        var present = UUID.randomUUID();
        graph.device(UUID.randomUUID(), present);
        graph.group(GROUP, present);
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.HELD);
        assertThat(only(report).plan().reasons())
                .extracting(HoldReason::word)
                .containsExactly(HoldReason.Word.MEMBER_COUNT);
        assertThat(graph.groups.get(GROUP)).contains(present).hasSize(4);
        assertThat(graph.requestsWith("deviceId%20eq"))
                .as("each read looks them up")
                .isEqualTo(2);
    }

    @Test
    void aNextLinkIsFollowedExactlyAsGraphGaveIt() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        mapping("ring", GROUP, "PS100001");

        run(RunRequest.Mode.PLAN);

        assertThat(graph.requestsWith("$select=id&$top=999&$skiptoken=X%272%27%2b+a"))
                .isEqualTo(1);
    }

    @Test
    void aMappingStaysOnItsWorkerWhileItWaitsToRepeatAStep() throws Exception {
        var wanted = devices("PS100001", 100, 2);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce(
                "PATCH",
                200,
                "{\"responses\":[{\"id\":\"1\",\"status\":409,\"body\":{\"error\":{\"code\":"
                        + "\"Directory_ConcurrencyViolation\"}}}]}",
                Map.of());

        try (var log = new LogLines()) {
            run(RunRequest.Mode.APPLY);

            assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(log.threadsOf("mapping reconciled")).hasSize(1).allMatch(name -> name.startsWith("mapping-"));
        }
    }

    @Test
    void aRunWithoutMappingsReportsNone() {
        var report = run(RunRequest.Mode.APPLY);

        assertThat(report.mappings()).isEmpty();
    }
}
