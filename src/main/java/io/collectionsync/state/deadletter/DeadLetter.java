package io.collectionsync.state.deadletter;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.ReasonWord;
import java.time.Instant;
import java.util.UUID;

/**
 * A change that could not be applied. A reminder to look again, never a command to resend.
 *
 * @param mapping  the mapping's name when it was last tried
 * @param group    the group
 * @param outcome  the change and what the last attempt came to
 * @param state    where it stands
 * @param run      id of the run that tried it last
 * @param attempts how often it was tried, and when
 * @param closed   when it was closed; null while it is open
 */
public record DeadLetter(
        String mapping, UUID group, Outcome outcome, State state, String run, Attempts attempts, Instant closed) {

    /**
     * How often a change was tried, and when.
     *
     * @param count     since it was first seen or replayed
     * @param firstSeen when it failed first
     * @param lastTried when it failed last
     * @param next      when it is due; null unless it waits
     */
    public record Attempts(int count, Instant firstSeen, Instant lastTried, Instant next) {}

    public Change change() {
        return outcome.change();
    }

    /** @return {@code REFUSED}, {@code RETRYABLE} or {@code UNANSWERED} */
    public Outcome.Result reason() {
        return outcome.result();
    }

    /** @return what an administrator is told of it: that its attempts are spent, else why it was not done */
    public ReasonWord advice() {
        return state == State.PARKED ? state : reason();
    }

    /** Where a dead letter can stand. */
    public enum State implements ReasonWord {
        WAITING("waiting", "it is tried again when it is due", "nothing"),
        PARKED(
                "parked",
                "its attempts are spent",
                "remove the cause, then collection-sync dead-letters replay; or dead-letters discard"),
        DONE("done", "the change has come true", "nothing"),
        SUPERSEDED("superseded", "the change is no longer wanted", "nothing"),
        DISCARDED("discarded", "an administrator has closed it", "nothing");

        private final String word;
        private final String meaning;
        private final String fix;

        State(String word, String meaning, String fix) {
            this.word = word;
            this.meaning = meaning;
            this.fix = fix;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String meaning() {
            return meaning;
        }

        @Override
        public String fix() {
            return fix;
        }

        /** @return whether the change is still to be made */
        public boolean isOpen() {
            return this == WAITING || this == PARKED;
        }
    }
}
