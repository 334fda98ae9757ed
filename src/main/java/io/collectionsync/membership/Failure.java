package io.collectionsync.membership;

import java.util.Locale;
import java.util.Objects;

/**
 * Why something came to no good end.
 *
 * @param kind what decisions go by
 * @param text one line for the administrator: thing, value, cause and fix; no stack trace, no secret
 */
public record Failure(Kind kind, String text) {

    /** What failures are told apart by. */
    public enum Kind implements ReasonWord {
        STOPPED("stopped", "The runtime is stopping", "the next run goes on"),
        GROUP_BUSY("group-busy", "Another run is writing this group at this moment", "the next run tries again"),
        TAKEN_OVER(
                "taken-over",
                "Another run has taken over the writing of this group",
                "'collection-sync status' tells how the mapping stands"),
        PAUSED("paused", "The mapping is paused", "'collection-sync resume NAME', or 'resume --all', ends it"),
        EDITED("edited", "The mapping was edited", "the next run goes on"),
        MAPPINGS(
                "mappings",
                "config/mappings.yaml does not tell how the mapping reads now",
                "put the file right: the next run goes on"),
        SITE("site", "The site database cannot be read", "'collection-sync check' proves every prerequisite"),
        GRAPH(
                "graph",
                "Entra or Graph refuses or does not answer",
                "'collection-sync check' proves every prerequisite"),
        LISTING(
                "listing",
                "Graph's answers deny what the listing of the group showed",
                "nothing: a listing after graph.replica-lag decides; if that goes on, 'collection-sync check' tells whether"
                        + " the membership of the group is hidden"),
        STATE("state", "The state database cannot be used", "see 'state.url' and the folder 'data'"),
        ROUTES("routes", "The routes leave out a step", "put it back, as in the routes folder of the distribution"),
        UNEXPECTED("unexpected", "Something that nobody foresaw", "the log at LOG_LEVEL=DEBUG tells where");

        private final String word;
        private final String meaning;
        private final String fix;

        Kind(String word, String meaning, String fix) {
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

        /** @return whether how the mapping stands is another run's to say */
        public boolean isOthers() {
            return this == GROUP_BUSY || this == TAKEN_OVER;
        }
    }

    public Failure {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(text);
    }

    /** The failure whose sentence and fix say everything. */
    public static Failure of(Kind kind) {
        return new Failure(kind, kind.meaning() + ": " + kind.fix());
    }

    /** The runtime was stopped in the middle of a plan. */
    public static Failure stopped(int done, int all) {
        return new Failure(
                Kind.STOPPED, String.format(Locale.ROOT, "Stopped: %,d of %,d done; the next run goes on", done, all));
    }

    /** What nobody foresaw, in one line. */
    public static Failure unexpected(String text) {
        return new Failure(Kind.UNEXPECTED, text);
    }

    public boolean is(Kind one) {
        return kind == one;
    }
}
