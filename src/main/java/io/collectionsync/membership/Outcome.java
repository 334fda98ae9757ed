package io.collectionsync.membership;

/**
 * What became of one change.
 *
 * @param change    the change
 * @param result    the verdict
 * @param code      Graph's error code, or a word of ours such as {@code no-answer}; null when applied
 * @param message   Graph's message or ours; null when applied
 * @param requestId Graph's {@code request-id}; null where none came
 */
public record Outcome(Change change, Result result, String code, String message, String requestId) {

    public enum Result {
        /** Graph said that it did it. */
        APPLIED,
        /** The group was already as wanted. */
        ALREADY_SO,
        /** It will not change by trying again soon. */
        REFUSED,
        /** Not done; another attempt may do it. */
        RETRYABLE,
        /** No answer that can be understood: it may have been done. */
        UNANSWERED;

        /** @return whether the group is as wanted */
        public boolean isDone() {
            return this == APPLIED || this == ALREADY_SO;
        }
    }
}
