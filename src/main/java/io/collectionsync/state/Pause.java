package io.collectionsync.state;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Worded;
import java.time.Instant;
import java.util.UUID;

/**
 * Something that nothing is written for until it is resumed.
 *
 * @param subject what is paused
 * @param since   when it was paused
 * @param by      by whom
 * @param why     why; empty where nobody said so
 */
public record Pause(Subject subject, Instant since, String by, String why) {

    /** How far a pause reaches, the widest first. */
    public enum Scope implements Worded {
        ALL("all"),
        TENANT("tenant"),
        MAPPING("mapping"),
        /** Of a mapping, by an undo: it stops every run but another undo. */
        UNDO("undo");

        private final String word;

        Scope(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    /**
     * What is paused.
     *
     * @param scope how much of it
     * @param id    of the tenant or the group
     * @param name  of the tenant or the mapping
     */
    public record Subject(Scope scope, UUID id, String name) {

        /** Every mapping that there is or will be. */
        public static final Subject ALL = new Subject(Scope.ALL, new UUID(0, 0), "all");

        public static Subject of(Mapping mapping) {
            return new Subject(Scope.MAPPING, mapping.group(), mapping.name());
        }

        /** A mapping whose run is undone. */
        public static Subject undo(Mapping mapping) {
            return new Subject(Scope.UNDO, mapping.group(), mapping.name());
        }

        /** @return whether it is more than one mapping */
        public boolean isOfMany() {
            return scope == Scope.ALL || scope == Scope.TENANT;
        }

        boolean isOf(Mapping mapping) {
            return !isOfMany() && id.equals(mapping.group());
        }

        /** @return the command that ends the pause */
        public String resume() {
            return "collection-sync resume "
                    + switch (scope) {
                        case ALL -> "--all";
                        case TENANT -> "--all --tenant " + name;
                        case MAPPING, UNDO -> name.contains(" ") ? '"' + name + '"' : name;
                    };
        }
    }

    /** @return how far it reaches, if beyond one mapping; since when, by whom and why */
    public String text() {
        String reach =
                switch (subject.scope()) {
                    case ALL -> "with all mappings ";
                    case TENANT -> "with all mappings of tenant " + subject.name() + " ";
                    case MAPPING, UNDO -> "";
                };
        return reach + "since " + since + " by " + by + (why.isEmpty() ? "" : " (" + why + ")");
    }
}
