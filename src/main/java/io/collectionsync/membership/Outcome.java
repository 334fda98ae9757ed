package io.collectionsync.membership;

/**
 * What became of one change.
 *
 * @param change    the change
 * @param result    what became of it
 * @param code      Graph's error code, or a word of ours such as {@code no-answer}; null when applied
 * @param message   Graph's message or ours; null when applied
 * @param requestId Graph's {@code request-id}; null where none came
 * @param tried     whether an attempt of the same run, whose answer was lost, may have done it before
 */
public record Outcome(Change change, Result result, String code, String message, String requestId, boolean tried) {

    /** The code of an addition that was so already, though the listing of the group did not show its member. */
    public static final String NOT_LISTED = "not-listed";
    /** The code of a removal of whose member Graph says that it is none, though the listing showed it. */
    public static final String STILL_LISTED = "still-listed";

    /** No attempt before it may have done it. */
    public Outcome(Change change, Result result, String code, String message, String requestId) {
        this(change, result, code, message, requestId, false);
    }

    /** @return whether the change was, or may have been, made by this program in this run */
    public boolean mayBeOurs() {
        return result == Result.APPLIED || result == Result.UNANSWERED || tried;
    }

    /** @return whether the answer and the listing of the group cannot both be right */
    public boolean deniesListing() {
        return NOT_LISTED.equals(code) || STILL_LISTED.equals(code);
    }

    /** What can become of a change; what is not done waits as a dead letter under this word. */
    public enum Result implements ReasonWord {
        APPLIED("applied", "Graph did it", "nothing"),
        ALREADY_SO("already-so", "the group was so before", "nothing"),
        REFUSED(
                "refused",
                "Graph will not do it until the cause changes",
                "read what Graph said, put it right, then collection-sync dead-letters replay"),
        RETRYABLE(
                "retryable",
                "Graph did not do it, and another attempt may",
                "nothing: it is tried again when it is due; if that goes on, look at the service health of Entra and at"
                        + " other programs that write the same tenant"),
        UNANSWERED(
                "unanswered",
                "no answer that can be understood came: it may have been done",
                "nothing: the next run reads the group and tries again what is not so; if that goes on, look at the"
                        + " network and the proxy");

        private final String word;
        private final String meaning;
        private final String fix;

        Result(String word, String meaning, String fix) {
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

        /** @return whether the group is as wanted */
        public boolean isDone() {
            return this == APPLIED || this == ALREADY_SO;
        }
    }
}
