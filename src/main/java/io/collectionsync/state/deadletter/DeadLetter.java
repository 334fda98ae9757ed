package io.collectionsync.state.deadletter;

import io.collectionsync.membership.Change;
import java.time.Instant;
import java.util.UUID;

/**
 * A change that could not be applied. A reminder to look again, never a command to resend.
 *
 * @param mapping     the mapping's name when it was last tried
 * @param group       the group
 * @param change      the change
 * @param state       where it stands
 * @param reason      {@code refused}, {@code retryable} or {@code unanswered}
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
        String reason,
        String code,
        String message,
        String requestId,
        String run,
        int attempts,
        Instant firstSeen,
        Instant lastTried,
        Instant nextAttempt,
        Instant closed) {

    public enum State {
        /** Open: tried again when it is due. */
        WAITING,
        /** Open: its attempts are spent; an administrator replays or discards it. */
        PARKED,
        /** Closed: the change has come true. */
        DONE,
        /** Closed: the change is no longer wanted. */
        SUPERSEDED,
        /** Closed by an administrator. */
        DISCARDED
    }
}
