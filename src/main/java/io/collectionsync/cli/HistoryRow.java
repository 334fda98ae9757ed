package io.collectionsync.cli;

import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.DriftRow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A line of history: what the runtime changed, or a hand edit that a run saw.
 *
 * @param time      when it was put down
 * @param change    what was done
 * @param name      the member's name; null where it is not known
 * @param reason    null where it was not recorded
 * @param outcome   what became of it
 * @param code      Graph's code; null where there is none
 * @param requestId Graph's request-id; null where there is none
 */
record HistoryRow(
        Instant time,
        String run,
        String mapping,
        String change,
        UUID member,
        String name,
        String reason,
        String outcome,
        String code,
        String requestId) {

    static final List<String> HEADER =
            List.of("time", "run", "mapping", "change", "member", "name", "reason", "outcome", "code", "requestId");

    private static final String DRIFT = "drift";

    static HistoryRow of(ChangeRow row) {
        var outcome = row.outcome();
        return new HistoryRow(
                row.time(),
                row.run(),
                row.mapping(),
                outcome.change().kind().word(),
                outcome.change().object(),
                row.displayName(),
                row.why(),
                outcome.result().word(),
                outcome.code(),
                outcome.requestId());
    }

    static HistoryRow of(DriftRow row) {
        String type = row.type() == null ? "" : ", a " + row.type();
        return new HistoryRow(
                row.time(),
                row.run(),
                row.mapping(),
                DRIFT,
                row.member(),
                row.displayName(),
                switch (row.edit().kind()) {
                    case ADDITION -> "added by hand in Entra" + type;
                    case REMOVAL -> "removed by hand in Entra" + type;
                },
                row.ended() == null ? "lasts" : "ended " + row.ended(),
                null,
                null);
    }

    boolean isDrift() {
        return change.equals(DRIFT);
    }

    List<String> cells() {
        return Stream.of(
                        time.toString(),
                        run,
                        mapping,
                        change,
                        member.toString(),
                        name,
                        reason,
                        outcome,
                        code,
                        requestId)
                .map(cell -> cell == null ? "" : cell)
                .toList();
    }
}
