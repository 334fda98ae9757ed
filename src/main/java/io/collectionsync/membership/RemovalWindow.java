package io.collectionsync.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What runs did to a group within {@code guard.window}: how much of it they may still remove.
 *
 * @param now     the end of the window
 * @param length  how long it is
 * @param left    how many members runs left in the group, in ascending order of time, with the latest before the window
 * @param removed members that runs removed, or may have removed, since the first of {@code left}
 */
public record RemovalWindow(Instant now, Duration length, List<Left> left, List<Removed> removed) {

    /** How many members a run left in the group. */
    public record Left(Instant time, int members) {}

    /**
     * A member that a run removed, or may have removed.
     *
     * @param approved whether somebody had approved that
     */
    public record Removed(Instant time, UUID object, boolean approved) {}

    /**
     * How much of a percentage is used.
     *
     * @param base    the members that it is a percentage of
     * @param used    removals that count
     * @param allowed how many may count; {@link Limits#UNLIMITED} where no percentage holds
     */
    public record Usage(int base, int used, int allowed) {

        /** Nothing is known. */
        public static final Usage NONE = new Usage(0, 0, Limits.UNLIMITED);

        /** @return whether so many removals more are too many */
        boolean isPassedBy(int removals) {
            return allowed != Limits.UNLIMITED && (long) used + removals > allowed;
        }
    }

    public RemovalWindow {
        left = List.copyOf(left);
        removed = List.copyOf(removed);
    }

    /** Nothing was done. */
    public static RemovalWindow none(Instant now, Duration length) {
        return new RemovalWindow(now, length, List.of(), List.of());
    }

    /**
     * @param limits of the mapping
     * @param actual what the group holds now: who came back does not count, and where no run left anything its size is
     *               the base
     */
    public Usage usage(Limits limits, Actual actual) {
        return usage(now, limits, actual);
    }

    private Usage usage(Instant at, Limits limits, Actual actual) {
        int base = base(at, actual);
        var gone = new HashSet<UUID>();
        removed.stream()
                .filter(one -> !one.approved() && isWithin(one.time(), at))
                .map(Removed::object)
                .filter(object -> !actual.members().contains(object))
                .forEach(gone::add);
        boolean counts = limits.maxRemovalPercent() != Limits.UNLIMITED && base > limits.smallGroup();
        return new Usage(
                base, gone.size(), counts ? (int) ((long) limits.maxRemovalPercent() * base / 100) : Limits.UNLIMITED);
    }

    private boolean isWithin(Instant time, Instant at) {
        return !time.isBefore(at.minus(length));
    }

    /** The largest membership that runs left within the window, less what they removed by approval after it. */
    private int base(Instant at, Actual actual) {
        int from = 0;
        while (from + 1 < left.size() && !isWithin(left.get(from + 1).time(), at)) {
            from++;
        }
        return left.stream()
                .skip(from)
                .mapToInt(one -> one.members() - approvedAfter(one.time()))
                .max()
                .orElse(actual.members().size());
    }

    private int approvedAfter(Instant time) {
        return (int) removed.stream()
                .filter(one -> one.approved() && one.time().isAfter(time))
                .count();
    }

    /**
     * @param removals that are too many now
     * @return from when on they would not be, if nothing else happens; empty if waiting does not help
     */
    public Optional<Instant> opens(Limits limits, Actual actual, int removals) {
        return Stream.concat(
                        left.stream().map(Left::time),
                        removed.stream().filter(one -> !one.approved()).map(Removed::time))
                .map(time -> time.plus(length).plusMillis(1))
                .filter(time -> time.isAfter(now))
                .distinct()
                .sorted()
                .filter(time -> !usage(time, limits, actual).isPassedBy(removals))
                .findFirst();
    }
}
