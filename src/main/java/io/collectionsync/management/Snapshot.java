package io.collectionsync.management;

import io.collectionsync.membership.RunRequest.Mode;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.MappingState;
import io.collectionsync.state.Pause;
import io.collectionsync.state.RunStatus;
import io.collectionsync.state.RunSummary;
import io.collectionsync.state.db.StateUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the state database said at one moment.
 *
 * @param states      by group
 * @param deadLetters number of open ones by group; groups without any are left out
 * @param runs        number of runs ever begun; -1 when the database did not answer
 * @param lastRun     the last run that is over and was neither somebody's look nor a replay; null when there is none
 * @param pauses      the widest first
 * @param fault       why the database did not answer; null when it did
 */
record Snapshot(
        Map<UUID, MappingState> states,
        Map<UUID, Long> deadLetters,
        long runs,
        RunSummary lastRun,
        List<Pause> pauses,
        String fault) {

    /** Looks and replays between two runs are skipped as long as there are fewer of them. */
    private static final int LATEST_RUNS = 50;

    static Snapshot read(Records records) {
        try {
            var lastRun = records.runs().list(LATEST_RUNS).stream()
                    .filter(Snapshot::isOver)
                    .findFirst();
            return new Snapshot(
                    byGroup(records.states().all(), MappingState::group),
                    records.deadLetters().countOpenByGroup(),
                    records.runs().count(),
                    lastRun.orElse(null),
                    records.pauses().all(),
                    null);
        } catch (StateUnavailable unavailable) {
            return unknown(unavailable.getMessage());
        } catch (RuntimeException unexpected) {
            return unknown("State database: " + unexpected.getClass().getSimpleName());
        }
    }

    private static <T> Map<UUID, T> byGroup(List<T> rows, Function<T, UUID> group) {
        return rows.stream().collect(Collectors.toMap(group, Function.identity()));
    }

    private static Snapshot unknown(String fault) {
        return new Snapshot(Map.of(), Map.of(), -1, null, List.of(), fault);
    }

    /**
     * A plan that somebody asked for is no run; plans of the schedule are, with {@code apply.enabled = false}. Nor is a
     * replay, which tells nothing of the other mappings: it must not hide that the schedule has failed or is dead.
     */
    private static boolean isOver(RunSummary run) {
        boolean going = run.ended() == null && run.status() == RunStatus.IN_PROGRESS;
        return !going
                && !run.trigger().is(Trigger.Kind.REPLAY)
                && (run.mode() == Mode.APPLY || run.trigger().is(Trigger.Kind.SCHEDULE));
    }

    boolean isKnown() {
        return fault == null;
    }

    Optional<MappingState> of(UUID group) {
        return Optional.ofNullable(states.get(group));
    }

    /** @return -1 when the database did not answer */
    long openDeadLetters() {
        return isKnown()
                ? deadLetters.values().stream().mapToLong(Long::longValue).sum()
                : -1;
    }

    /** @return -1 when the database did not answer */
    long openDeadLetters(UUID group) {
        return isKnown() ? deadLetters.getOrDefault(group, 0L) : -1;
    }
}
