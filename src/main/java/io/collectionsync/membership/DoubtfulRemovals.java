package io.collectionsync.membership;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Members that a plan would remove although a collection may hold them. Removal only ever gets harder by them.
 *
 * @param wanted     members that bear a device id which a collection asks for, although it was resolved to another
 *                   object, or to none: a memory that is out of date, an index that lags, a second object. Never removed
 * @param lost       members whose device is in a collection, but without an Entra device id that can be used. Held
 * @param unnamed    members that the group lists as devices, but that Entra does not name when it is asked for them and
 *                   that nobody has seen before: nothing tells them from a device of the collections. Held
 * @param cannotTell members whose resource is still wanted, and of which nobody can say that another member took their
 *                   place. Held
 * @param replaced   members whose resource stands for others now: they may go once these are in the group
 */
public record DoubtfulRemovals(
        MemberIds wanted, MemberIds lost, MemberIds unnamed, MemberIds cannotTell, Map<UUID, Set<UUID>> replaced) {

    /** Nothing is odd. */
    public static final DoubtfulRemovals NONE =
            new DoubtfulRemovals(MemberIds.none(), MemberIds.none(), MemberIds.none(), MemberIds.none(), Map.of());

    private static final Set<Unresolved.Reason> LOST = Set.of(
            Unresolved.Reason.NO_DEVICE_ID,
            Unresolved.Reason.MALFORMED_DEVICE_ID,
            Unresolved.Reason.NO_TENANT,
            Unresolved.Reason.NO_RECORD);
    /** The site itself says that the row stands for no member any more. */
    private static final Set<Unresolved.Reason> GONE =
            Set.of(Unresolved.Reason.OBSOLETE, Unresolved.Reason.DECOMMISSIONED, Unresolved.Reason.OTHER_TENANT);

    public DoubtfulRemovals {
        replaced = Map.copyOf(replaced);
    }

    /**
     * @param desired    what the collections ask for
     * @param actual     what the group holds
     * @param candidates members that would be removed
     * @param devices    what is known of those of them that are devices
     * @param before     which resources stood for which members when runs wrote the group
     * @param present    members that are in the group, or will be before anything is removed
     */
    public static DoubtfulRemovals of(
            Desired desired,
            Actual actual,
            MemberIds candidates,
            Collection<DirectoryDevice> devices,
            ResourceObjects before,
            MemberIds present) {
        var odd = candidates.minus(desired.excluded());
        var names = desired.unresolved().stream()
                .filter(one -> LOST.contains(one.reason()))
                .map(Unresolved::name)
                .filter(Objects::nonNull)
                .map(DoubtfulRemovals::plain)
                .collect(Collectors.toSet());
        var wanted = new MemberIds.Builder();
        var lost = new MemberIds.Builder();
        for (var device : devices) {
            if (!odd.contains(device.objectId())) {
                continue;
            }
            if (desired.deviceIds().contains(device.deviceId())) {
                wanted.add(device.objectId());
            } else if (device.name() != null && names.contains(plain(device.name()))) {
                lost.add(device.objectId());
            }
        }
        var named = MemberIds.of(devices.stream().map(DirectoryDevice::objectId).toList());
        var successors = successors(desired, candidates, before, present);
        var cannotTell = MemberIds.of(successors.entrySet().stream()
                .filter(one -> one.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList());
        successors.values().removeIf(Set::isEmpty);
        return new DoubtfulRemovals(
                wanted.build(),
                lost.build().minus(cannotTell),
                odd.minus(named)
                        .minus(MemberIds.of(actual.otherTypes().keySet()))
                        .minus(cannotTell),
                cannotTell,
                successors);
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** @return who took the place of each member whose resource is still wanted; nobody where that cannot be told */
    private static Map<UUID, Set<UUID>> successors(
            Desired desired, MemberIds candidates, ResourceObjects before, MemberIds present) {
        var unresolved = desired.unresolved().stream()
                .collect(Collectors.toMap(Unresolved::resourceId, Unresolved::reason, (one, other) -> one));
        var tied = before.stream()
                .filter(pair -> candidates.contains(pair.object()))
                .filter(pair -> isWanted(pair, desired, unresolved))
                .toList();
        var heirs = tied.stream()
                .flatMap(pair -> desired.resources().objects(pair.resource()).stream())
                .collect(Collectors.toSet());
        var standing = standing(heirs, desired, before, unresolved);
        var successors = new HashMap<UUID, Set<UUID>>();
        for (var pair : tied) {
            var taken = desired.resources().objects(pair.resource());
            boolean isReplaced = taken.size() == 1
                    && !taken.get(0).equals(pair.object())
                    && present.contains(taken.get(0))
                    && standing.get(taken.get(0)).equals(Set.of(pair.resource()));
            successors.merge(
                    pair.object(),
                    isReplaced ? Set.copyOf(taken) : Set.of(),
                    (one, other) -> one.isEmpty() || other.isEmpty()
                            ? Set.of()
                            : Stream.of(one, other).flatMap(Set::stream).collect(Collectors.toSet()));
        }
        return successors;
    }

    /** @return false where the resource is in no collection any more, or the site or Entra says why it is no member */
    private static boolean isWanted(
            ResourceObjects.Pair pair, Desired desired, Map<Long, Unresolved.Reason> unresolved) {
        var reason = unresolved.get(pair.resource());
        if (reason == null) {
            return desired.resources().contains(pair.resource());
        }
        boolean leftOut = reason == Unresolved.Reason.JOIN_TYPE || reason == Unresolved.Reason.DISABLED;
        return !GONE.contains(reason) && !(leftOut && desired.excluded().contains(pair.object()));
    }

    /** @return the resources that stand for each of {@code objects} now, or stood for it and are still wanted */
    private static Map<UUID, Set<Long>> standing(
            Set<UUID> objects, Desired desired, ResourceObjects before, Map<Long, Unresolved.Reason> unresolved) {
        if (objects.isEmpty()) {
            return Map.of();
        }
        var now = desired.resources().stream();
        var then = before.stream()
                .filter(pair -> unresolved.containsKey(pair.resource())
                        || desired.resources().contains(pair.resource()));
        var standing = new HashMap<UUID, Set<Long>>();
        Stream.concat(now, then)
                .filter(pair -> objects.contains(pair.object()))
                .forEach(pair -> standing.computeIfAbsent(pair.object(), any -> new HashSet<>())
                        .add(pair.resource()));
        return standing;
    }

    /** @return all that are held */
    public MemberIds held() {
        return lost.or(unnamed).or(cannotTell);
    }

    /** @return these, but for members that somebody has let go */
    public DoubtfulRemovals except(MemberIds released) {
        return new DoubtfulRemovals(
                wanted, lost.minus(released), unnamed.minus(released), cannotTell.minus(released), replaced);
    }

    /** @return the device ids of {@link #wanted}: what is remembered of them is wrong */
    public Set<UUID> staleDeviceIds(Map<UUID, DirectoryDevice> byObject) {
        return wanted.stream()
                .map(byObject::get)
                .filter(Objects::nonNull)
                .map(DirectoryDevice::deviceId)
                .collect(Collectors.toSet());
    }
}
