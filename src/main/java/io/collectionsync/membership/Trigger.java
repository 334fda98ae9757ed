package io.collectionsync.membership;

import java.util.Locale;

/**
 * Who asked for a run.
 *
 * @param kind   what decisions go by
 * @param undone id of the run that is to be undone; null for every other kind
 */
public record Trigger(Kind kind, String undone) {

    public enum Kind {
        /** The times of {@code schedule.cron}. */
        SCHEDULE,
        /** The times of {@code dead-letters.cron}. */
        REPLAY,
        /** A command. */
        COMMAND,
        /** An operation of an MBean. */
        JMX,
        /** The approval of a plan that was held: it writes nothing if the difference is another one by then. */
        APPROVAL,
        /** A group is taken back to what it was before a run. */
        UNDO
    }

    public static final Trigger SCHEDULE = new Trigger(Kind.SCHEDULE, null);
    public static final Trigger REPLAY = new Trigger(Kind.REPLAY, null);
    public static final Trigger COMMAND = new Trigger(Kind.COMMAND, null);
    public static final Trigger JMX = new Trigger(Kind.JMX, null);
    public static final Trigger APPROVAL = new Trigger(Kind.APPROVAL, null);

    /** @throws IllegalArgumentException if an undo names no run, or another kind names one */
    public Trigger {
        if ((kind == Kind.UNDO) == (undone == null)) {
            throw new IllegalArgumentException("An undo names the run that it undoes, and nothing else does");
        }
    }

    /** @param run id of the run that is to be undone */
    public static Trigger undo(String run) {
        return new Trigger(Kind.UNDO, run);
    }

    /**
     * @param word as {@link #word} gives it
     * @throws IllegalArgumentException if it is none
     */
    public static Trigger parse(String word) {
        var parts = word.split(" ", 2);
        return new Trigger(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts.length > 1 ? parts[1] : null);
    }

    public boolean is(Kind one) {
        return kind == one;
    }

    /** @return its word as outputs and the record have it, such as {@code schedule} or {@code undo RUN} */
    public String word() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return undone == null ? word : word + ' ' + undone;
    }

    @Override
    public String toString() {
        return word();
    }
}
