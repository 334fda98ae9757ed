package io.collectionsync.cli;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.DriftRow;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A line of history: what the runtime changed, or a hand edit that a run saw.
 *
 * @param time    when it was put down
 * @param run     id of the run
 * @param mapping the mapping's name then
 * @param kind    what was done
 * @param member  to whom
 * @param reason  null where it was not recorded
 * @param result  what became of it
 */
record HistoryRow(Instant time, String run, String mapping, Kind kind, Member member, String reason, Result result) {

    static final List<String> HEADER =
            List.of("time", "run", "mapping", "change", "member", "name", "reason", "outcome", "code", "requestId");

    /** What a line can be about. */
    enum Kind implements Worded {
        ADDITION(Change.Kind.ADDITION.word()),
        REMOVAL(Change.Kind.REMOVAL.word()),
        DRIFT("drift");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }

        static Kind of(Change.Kind kind) {
            return switch (kind) {
                case ADDITION -> ADDITION;
                case REMOVAL -> REMOVAL;
            };
        }
    }

    /**
     * The group's member.
     *
     * @param id   object id
     * @param name null where it is not known
     */
    record Member(UUID id, String name) {

        String text() {
            return name == null ? id.toString() : id + " " + name;
        }
    }

    /**
     * What became of it.
     *
     * @param word      the outcome; of a hand edit whether it lasts
     * @param code      Graph's code; null where there is none
     * @param requestId Graph's request-id; null where there is none
     */
    record Result(String word, String code, String requestId) {

        static Result of(Outcome outcome) {
            return new Result(outcome.result().word(), outcome.code(), outcome.requestId());
        }

        static Result lasting(Instant ended) {
            return new Result(ended == null ? "lasts" : "ended " + ended, null, null);
        }
    }

    static HistoryRow of(ChangeRow row) {
        var change = row.outcome().change();
        return new HistoryRow(
                row.time(),
                row.run(),
                row.mapping(),
                Kind.of(change.kind()),
                new Member(change.object(), row.displayName()),
                row.why(),
                Result.of(row.outcome()));
    }

    static HistoryRow of(DriftRow row) {
        String type = row.type() == null ? "" : ", a " + row.type();
        String edit =
                switch (row.edit().kind()) {
                    case ADDITION -> "added by hand in Entra";
                    case REMOVAL -> "removed by hand in Entra";
                };
        return new HistoryRow(
                row.time(),
                row.run(),
                row.mapping(),
                Kind.DRIFT,
                new Member(row.member(), row.displayName()),
                edit + type,
                Result.lasting(row.ended()));
    }

    boolean isDrift() {
        return kind == Kind.DRIFT;
    }

    List<String> cells() {
        return Stream.of(
                        time.toString(),
                        run,
                        mapping,
                        kind.word(),
                        member.id().toString(),
                        member.name(),
                        reason,
                        result.word(),
                        result.code(),
                        result.requestId())
                .map(cell -> cell == null ? "" : cell)
                .toList();
    }
}
