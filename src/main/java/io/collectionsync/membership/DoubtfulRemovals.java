package io.collectionsync.membership;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Members that a plan would remove although a collection may hold them. Removal only ever gets harder by them.
 *
 * @param wanted  members that bear a device id which a collection asks for, although it was resolved to another object,
 *                or to none: a memory that is out of date, an index that lags, a second object. Never removed
 * @param lost    members whose device is in a collection, but without an Entra device id that can be used. Held
 * @param unnamed members that the group lists as devices, but that Entra does not name when it is asked for them and
 *                that nobody has seen before: nothing tells them from a device of the collections. Held
 * @param users   members that cannot be told from users of the collections whom Entra was not found to know. Held
 */
public record DoubtfulRemovals(MemberIds wanted, MemberIds lost, MemberIds unnamed, MemberIds users) {

    /** Nothing is odd. */
    public static final DoubtfulRemovals NONE =
            new DoubtfulRemovals(MemberIds.none(), MemberIds.none(), MemberIds.none(), MemberIds.none());

    private static final Set<Unresolved.Reason> LOST = Set.of(
            Unresolved.Reason.NO_DEVICE_ID,
            Unresolved.Reason.MALFORMED_DEVICE_ID,
            Unresolved.Reason.NO_TENANT,
            Unresolved.Reason.NO_RECORD);
    private static final Set<Unresolved.Reason> LOST_USER = Set.of(
            Unresolved.Reason.NO_USER_ID,
            Unresolved.Reason.MALFORMED_USER_ID,
            Unresolved.Reason.UNKNOWN_TO_ENTRA,
            Unresolved.Reason.NO_RECORD);
    private static final String USER = "user";
    private static final Pattern OBJECT_ID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    /**
     * @param desired    what the collections ask for
     * @param actual     what the group holds
     * @param candidates members that would be removed
     * @param devices    what is known of those of them that are devices
     * @param foreign    resource ids of users that mean no member of the group, as {@link #accepted} has given them
     */
    public static DoubtfulRemovals of(
            Desired desired,
            Actual actual,
            MemberIds candidates,
            Collection<DirectoryDevice> devices,
            Set<Long> foreign) {
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
        return new DoubtfulRemovals(
                wanted.build(),
                lost.build(),
                odd.minus(named).minus(MemberIds.of(actual.otherTypes().keySet())),
                users(desired, actual, odd, foreign));
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** A row with an object id means that member alone. Any other row may mean each user: the site has names only. */
    private static MemberIds users(Desired desired, Actual actual, MemberIds odd, Set<Long> foreign) {
        var users = MemberIds.of(actual.otherTypes().entrySet().stream()
                        .filter(member -> member.getValue().equals(USER))
                        .map(Map.Entry::getKey)
                        .toList())
                .and(odd);
        var meant = lostUsers(desired).stream()
                .map(Unresolved::deviceId)
                .filter(DoubtfulRemovals::isObjectId)
                .map(UUID::fromString)
                .toList();
        return foreign.containsAll(unidentified(desired)) ? users.and(MemberIds.of(meant)) : users;
    }

    /** Rows of user collections have no device ids. */
    private static List<Unresolved> lostUsers(Desired desired) {
        return desired.deviceIds().isEmpty()
                ? desired.unresolved().stream()
                        .filter(one -> LOST_USER.contains(one.reason()))
                        .toList()
                : List.of();
    }

    private static Set<Long> unidentified(Desired desired) {
        return lostUsers(desired).stream()
                .filter(one -> !isObjectId(one.deviceId()))
                .map(Unresolved::resourceId)
                .collect(Collectors.toSet());
    }

    /**
     * Which rows of users that nothing identifies mean no member. A row that once stood beside a group of which every
     * member was accounted for means none of them, and none that is added for another row, as long as it stays so.
     *
     * @param desired what the collections ask for
     * @param left    members that stay in the group although the collections do not ask for them
     * @param before  what this has given the time before
     * @return resource ids
     */
    public static Set<Long> accepted(Desired desired, MemberIds left, Set<Long> before) {
        var now = unidentified(desired);
        if (!left.isEmpty() || !desired.doubts().isEmpty()) {
            now.retainAll(before);
        }
        return now;
    }

    private static boolean isObjectId(String text) {
        return text != null && OBJECT_ID.matcher(text).matches();
    }

    /** @return all that are held */
    public MemberIds held() {
        return lost.or(unnamed).or(users);
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
