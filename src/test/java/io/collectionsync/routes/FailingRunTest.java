package io.collectionsync.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.membership.Failure.Kind;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import io.collectionsync.state.LostTable;
import io.collectionsync.testkit.GraphStub;
import io.collectionsync.testkit.StubbedRoutes;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A run through the routes that meets a failure: whose it is, what is told, and that nothing halfway is believed. */
class FailingRunTest extends StubbedRoutes {

    private static final UUID LEASED_GROUP = new UUID(0, 7);
    private static final UUID THIRD_GROUP = new UUID(0, 8);

    private static final UUID OTHER_GROUP = UUID.fromString("33333333-3333-3333-3333-333333333333");

    @Test
    void aMappingThatFailsIsReportedAndTheOthersGoOn() throws Exception {
        var wanted = devices("PS100001", 100, 2);
        graph.group(GROUP);
        mapping("gone", OTHER_GROUP, "PS100001");
        mapping("leased", LEASED_GROUP, "PS100001");
        graph.group(THIRD_GROUP);
        mapping("missing", THIRD_GROUP, "PS1NOPE");
        leases.acquire(LEASED_GROUP, "another run");
        mapping("ring", GROUP, "PS100001");

        var report = run(RunRequest.Mode.APPLY);

        assertThat(report.mappings())
                .extracting(found -> found.mapping().name(), MappingReport::status)
                .containsExactly(
                        tuple("gone", Status.FAILED),
                        tuple("leased", Status.FAILED),
                        tuple("missing", Status.FAILED),
                        tuple("ring", Status.SUCCESS));
        assertThat(report.status()).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(failures(report)).containsExactly(Kind.GRAPH, Kind.GROUP_BUSY, Kind.SITE);
        assertThat(report.mappings())
                .extracting(MappingReport::error)
                .anyMatch(line ->
                        line != null && line.startsWith("Group " + OTHER_GROUP + " does not exist in this tenant"))
                .anyMatch(line -> line != null && line.startsWith("Collection PS1NOPE does not exist"));
        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void rowsThatBreakOffInMidStreamFailTheMappingAndAreNeverDesired() throws Exception {
        devices("PS100001", 100, 9);
        var present = UUID.randomUUID();
        graph.group(GROUP, present);
        mapping("ring", GROUP, "PS100001");
        site.breakAfter(6);

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(only(report).plan()).isNull();
        assertThat(failures(report)).hasSize(1);
        assertThat(failures(report)).containsExactly(Kind.SITE);
        assertThat(graph.groups.get(GROUP)).containsExactly(present);
        assertThat(site.openConnections()).isZero();
    }

    @Test
    void aChunkThatCannotBeResolvedFailsTheMappingAndIsNeverDesired() throws Exception {
        devices("PS100001", 100, 9);
        var present = UUID.randomUUID();
        graph.group(GROUP, present);
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce(
                "/devices",
                403,
                "{\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"No.\"}}",
                Map.of());

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(only(report).error()).contains("Authorization_RequestDenied");
        assertThat(only(report).plan()).isNull();
        assertThat(failures(report)).hasSize(1);
        assertThat(graph.groups.get(GROUP)).containsExactly(present);
        assertThat(site.openConnections()).isZero();
    }

    @Test
    void aListingThatBreaksOffFailsTheMapping() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP, UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce("skiptoken", 400, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"\"}}", Map.of());

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).status()).isEqualTo(Status.FAILED);
        assertThat(only(report).plan()).isNull();
        assertThat(graph.groups.get(GROUP)).hasSize(3);
    }

    @Test
    void whatIsOnItsWayWhenTheApplyingBreaksOffIsTold() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");

        onPermit = () -> new LostTable(state);

        var report = run(RunRequest.Mode.APPLY);

        assertThat(failures(report)).containsExactly(Kind.STATE);
        assertThat(only(report).plan().additions().size()).isEqualTo(1);
        assertThat(only(report).outcomes().applied()).isEqualTo(1);
    }

    @Test
    void aBatchThatNobodyAnswersIsSentAgainAndWhatWasAppliedIsAlreadySo() throws Exception {
        var wanted = devices("PS100001", 100, 2);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        graph.answerOnce("PATCH", GraphStub.APPLIES_AND_CUTS, "", Map.of());

        var report = run(RunRequest.Mode.APPLY);

        assertThat(graph.groups.get(GROUP)).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(only(report).status()).isEqualTo(Status.SUCCESS);
        assertThat(only(report).outcomes().alreadySo()).isEqualTo(2);
    }

    @Test
    void aRefusedTokenFailsTheMappingOnceWithItsLine() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        tokenFault = "Token of tenant contoso refused";

        var report = run(RunRequest.Mode.APPLY);

        assertThat(only(report).error()).isEqualTo("Token of tenant contoso refused");
        assertThat(failures(report)).hasSize(1);
    }

    @Test
    void aRunThatCannotBeRecordedFailsAndIsNoMappingsFault() throws Exception {
        devices("PS100001", 100, 1);
        graph.group(GROUP);
        mapping("ring", GROUP, "PS100001");
        onPermit = () -> state.write(jdbc -> jdbc.update(
                "create trigger no_end before update of ended on sync_run begin select raise(abort, 'no end'); end"));

        assertThatThrownBy(() -> run(RunRequest.Mode.APPLY)).hasStackTraceContaining("State database");
        assertThat(graph.groups.get(GROUP)).hasSize(1);
    }
}
