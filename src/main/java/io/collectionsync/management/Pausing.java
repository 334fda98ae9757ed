package io.collectionsync.management;

import io.collectionsync.membership.Mapping;
import io.collectionsync.state.Pause;
import io.collectionsync.state.Pause.Scope;
import io.collectionsync.state.Pause.Subject;
import io.collectionsync.state.Pauses;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pauses and resumes for an operator, whether over JMX or by a command, and tells what that has done. */
public final class Pausing {

    /**
     * What was done.
     *
     * @param subject what was asked for
     * @param changed whether anything was
     * @param left    pauses that go on, of the same mappings
     * @param text    both for people, one line for each
     */
    public record Done(Subject subject, boolean changed, List<Pause> left, String text) {

        public Done {
            left = List.copyOf(left);
        }
    }

    private final Pauses pauses;

    public Pausing(Pauses pauses) {
        this.pauses = pauses;
    }

    /**
     * @param by  who asks for it
     * @param why empty where nobody says so
     */
    public Done pause(Subject subject, String by, String why) {
        boolean changed = pauses.pause(subject, by, why);
        var now = pauses.all().stream()
                .filter(pause -> pause.subject().id().equals(subject.id())
                        && pause.subject().scope() == subject.scope())
                .toList();
        String text = changed
                ? "Paused: nothing is written for "
                        + switch (subject.scope()) {
                            case ALL -> "any mapping, those that are added later included, until " + subject.resume();
                            case TENANT -> "any mapping of tenant " + subject.name()
                                    + ", those that are added later included, until " + subject.resume();
                            case MAPPING, UNDO -> subject.name() + " until it is resumed";
                        }
                        + "."
                : now.stream()
                        .map(pause -> "It was paused already: " + pause.text())
                        .collect(Collectors.joining());
        return new Done(subject, changed, now, text);
    }

    /** Ends the pauses of one mapping, whoever began them; a pause of more than this mapping goes on. */
    public Done resume(Mapping mapping) {
        boolean changed = pauses.resume(mapping.group());
        var left = pauses.of(mapping);
        String name = mapping.name();
        return new Done(
                Subject.of(mapping),
                changed,
                left,
                left.isEmpty()
                        ? name + (changed ? " goes on with the next run." : " was not paused.")
                        : lines(
                                name + (changed ? " is no longer paused by itself." : " was not paused by itself."),
                                left.stream().map(pause -> stays(name + " stays", pause))));
    }

    /** Ends the pause of all mappings, or of those of a tenant; one of more or of fewer mappings goes on. */
    public Done resume(Subject subject) {
        boolean changed = pauses.resume(subject);
        var left = subject.scope() == Scope.ALL ? pauses.all() : pauses.ofTenant(subject.name());
        String reach = subject.scope() == Scope.ALL ? "all mappings" : "all mappings of tenant " + subject.name();
        return new Done(
                subject,
                changed,
                left,
                lines(
                        changed
                                ? "The pause of " + reach + " is over"
                                        + (left.isEmpty() ? ": they go on with the next run." : ".")
                                : "There was no pause of " + reach + ".",
                        left.stream()
                                .map(pause -> stays(
                                        pause.subject().isOfMany()
                                                ? "Still"
                                                : pause.subject().name() + " stays",
                                        pause))));
    }

    private static String stays(String name, Pause pause) {
        return name + " paused " + pause.text() + ": " + pause.subject().resume() + " ends that.";
    }

    private static String lines(String first, Stream<String> others) {
        return Stream.concat(Stream.of(first), others).collect(Collectors.joining(System.lineSeparator()));
    }
}
