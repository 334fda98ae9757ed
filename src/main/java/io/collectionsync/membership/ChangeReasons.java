package io.collectionsync.membership;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Why each member of a plan is added or removed, in the words of administrators.
 *
 * @param sources members by collection
 * @param drift   hand edits; none where what the runtime left in the group is not known
 * @param types   the type, such as {@code user}, of members that are no device
 * @param special reasons of single members
 * @param names   display names that are known
 * @param kinds   what the members are that would be removed
 */
public record ChangeReasons(
        Map<String, MemberIds> sources,
        Drift drift,
        Map<UUID, String> types,
        Map<UUID, String> special,
        Map<UUID, String> names,
        RemovalKinds kinds) {

    /** Nothing is known. */
    static final ChangeReasons UNKNOWN =
            new ChangeReasons(Map.of(), Drift.NONE, Map.of(), Map.of(), Map.of(), RemovalKinds.NONE);

    private static final Map<Unresolved.Reason, String> WORDS = Map.of(
            Unresolved.Reason.OTHER_TENANT, "left the tenant",
            Unresolved.Reason.JOIN_TYPE, "join type not synchronised",
            Unresolved.Reason.OBSOLETE, "its record is obsolete or decommissioned");

    /**
     * @param desired    what the collections ask for
     * @param actual     what the group holds
     * @param drift      what of the difference undoes hand edits
     * @param removals   members that would be removed
     * @param doubtful  what is odd about them
     * @param devices    what is known of those of them that are devices
     */
    public static ChangeReasons of(
            Desired desired,
            Actual actual,
            Drift drift,
            MemberIds removals,
            DoubtfulRemovals doubtful,
            Collection<DirectoryDevice> devices) {
        var reasons = desired.unresolved().stream()
                .filter(one -> one.deviceId() != null && WORDS.containsKey(one.reason()))
                .collect(Collectors.toMap(one -> plain(one.deviceId()), one -> WORDS.get(one.reason()), (a, b) -> a));
        var special = new HashMap<UUID, String>();
        var names = new HashMap<UUID, String>();
        for (var device : devices) {
            names.put(device.objectId(), device.name());
            String reason = reasons.get(device.deviceId().toString());
            if (reason != null && removals.contains(device.objectId())) {
                special.put(device.objectId(), reason);
            }
        }
        desired.excluded().and(removals).forEach(id -> special.put(id, WORDS.get(Unresolved.Reason.JOIN_TYPE)));
        doubtful.lost().forEach(id -> special.put(id, "its device has lost its Entra device id"));
        doubtful.unnamed().forEach(id -> special.put(id, "listed as a device that Entra does not name"));
        doubtful.cannotTell()
                .forEach(id ->
                        special.put(id, "its resource is in the collection, and nobody knows what it stands for"));
        doubtful.replaced().keySet().forEach(id -> special.put(id, "its resource stands for another member now"));
        return new ChangeReasons(
                desired.sources(),
                drift,
                actual.otherTypes(),
                special,
                names,
                RemovalKinds.of(removals, actual, devices));
    }

    private static String plain(String deviceId) {
        return deviceId.replaceAll("[{}]", "").toLowerCase(Locale.ROOT);
    }

    /** @return the reason of one change */
    public String of(Change change) {
        var id = change.object();
        if (change.kind() == Change.Kind.ADDITION && special.containsKey(id)) {
            return special.get(id);
        }
        if (change.kind() == Change.Kind.ADDITION) {
            var collections = sources.entrySet().stream()
                    .filter(source -> source.getValue().contains(id))
                    .map(Map.Entry::getKey)
                    .toList();
            return "in collection " + String.join(" and ", collections)
                    + (drift.removed().contains(id) ? "; removed by hand in Entra" : "");
        }
        String type = types.containsKey(id) ? ", a " + types.get(id) : "";
        if (special.containsKey(id)) {
            return special.get(id) + type;
        }
        return (drift.added().contains(id) ? "added by hand in Entra" : "not in any mapped collection") + type;
    }

    /** @return the display name of a member; null where it is not known */
    public String name(UUID member) {
        return names.get(member);
    }

    /** @return these reasons with these hand edits in place of those that were found */
    public ChangeReasons withDrift(Drift left) {
        return new ChangeReasons(sources, left, types, special, names, kinds);
    }

    /** @return these reasons with the names of further members */
    public ChangeReasons withNames(Function<MemberIds, Map<UUID, String>> memory, MemberIds members) {
        var all = new HashMap<>(memory.apply(members));
        names.forEach((id, name) -> {
            if (name != null) {
                all.put(id, name);
            }
        });
        return new ChangeReasons(sources, drift, types, special, all, kinds);
    }
}
