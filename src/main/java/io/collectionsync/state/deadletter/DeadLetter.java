package io.collectionsync.state.deadletter;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.ReasonWord;
import java.time.Instant;
import java.util.UUID;

/**
 * A change that could not be applied. A reminder to look again, never a command to resend.
 *
 * @param mapping     the mapping's name when it was last tried
 * @param group       the group
 * @param change      the change
 * @param state       where it stands
 * @param reason      what the last attempt came to: {@code REFUSED}, {@code RETRYABLE} or {@code UNANSWERED}
 * @param code        the last answer's code; may be null
 * @param message     the last answer's message; may be null
 * @param requestId   the last answer's request id; may be null
 * @param run         id of the run that tried it last
 * @param attempts    how often it was tried since it was first seen or replayed
 * @param firstSeen   when it failed first
 * @param lastTried   when it failed last
 * @param nextAttempt when it is due; null unless it waits
 * @param closed      when it was closed; null while it is open
 */
public record DeadLetter(
        String mapping,
        UUID group,
        Change change,
        State state,
        Outcome.Result reason,
        String code,
        String message,
        String requestId,
        String run,
        int attempts,
        Instant firstSeen,
        Instant lastTried,
        Instant nextAttempt,
        Instant closed) {

    /** @return what an administrator is told of it: that its attempts are spent, else why it was not done */
    public ReasonWord advice() {
        return state == State.PARKED ? state : reason;
    }

    /** Where a dead letter can stand; the first two are open. */
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
    }
}
