package io.collectionsync.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.GuardDecision;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Read;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Sending;
import io.collectionsync.membership.Sources;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.deadletter.DeadLetterFilter;
import io.collectionsync.state.deadletter.DeadLetters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Values for tests. */
public final class Samples {

    private Samples() {}

    public static UUID id(long number) {
        return new UUID(0xABCD_0000_0000_4000L, 0x8000_0000_0000_0000L | number);
    }

    public static Mapping mapping(String name) {
        return mapping(name, MemberIds.none());
    }

    public static Mapping mapping(String name, MemberIds keep) {
        return new Mapping(
                name,
                UUID.nameUUIDFromBytes(name.getBytes(UTF_8)),
                new Sources(List.of("PS100012", "PS100015")),
                "contoso",
                ForeignMembers.REMOVE,
                keep,
                true,
                Limits.DEFAULT);
    }

    public static Run run(RunRequest.Mode mode, Trigger trigger) {
        return new Run("20261123T101530Z-4f2a", mode, trigger, Instant.parse("2026-11-23T10:15:30Z"), List.of());
    }

    public static Run run() {
        return run(RunRequest.Mode.APPLY, Trigger.SCHEDULE);
    }

    public static RunRequest request() {
        return new RunRequest(List.of(), RunRequest.Mode.APPLY, Trigger.SCHEDULE);
    }

    public static Outcome outcome(Change change, Outcome.Result result) {
        return result.isDone()
                ? new Outcome(change, result, null, null, "request-1")
                : new Outcome(change, result, "Request_BadRequest", "Not possible.", "request-1");
    }

    /** Puts changes on record of which neither name nor reason is known. */
    public static void record(Changes changes, Run run, Mapping mapping, List<Outcome> outcomes) {
        changes.add(changes.rows(run, mapping, outcomes, Map.of(), change -> null));
    }

    public static Optional<RunSummary> last(Runs runs) {
        return runs.list(1).stream().findFirst();
    }

    public static Optional<MappingState> stateOf(MappingStates states, UUID group) {
        return states.all().stream()
                .filter(state -> state.group().equals(group))
                .findFirst();
    }

    /** @return the number of open dead letters of all groups */
    public static long open(DeadLetters letters) {
        return letters.list(DeadLetterFilter.ALL).size();
    }

    public static Plan plan(
            Mapping mapping,
            int desired,
            int actual,
            MemberIds additions,
            MemberIds removals,
            MemberIds held,
            List<HoldReason> reasons) {
        return new Plan(
                mapping,
                new Read(desired, actual, List.of()),
                new Sending(additions, removals),
                new GuardDecision(held, reasons),
                Set.of());
    }
}
