package io.collectionsync.membership;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the members are that would be removed, by number.
 *
 * @param hybrid    devices of another join type than the mapping's, such as hybrid joined ones
 * @param byHand    devices that no collection of the mapping asks for: added by hand, or by another program
 * @param otherType users, groups and other members that are no device
 * @param unknown   members that Entra does not name
 */
public record RemovalKinds(int hybrid, int byHand, int otherType, int unknown) {

    /** Nobody would be removed. */
    public static final RemovalKinds NONE = new RemovalKinds(0, 0, 0, 0);

    private static final String HYBRID = "ServerAd";

    /**
     * @param removals members that would be removed
     * @param actual   what the group holds
     * @param devices  what is known of those of them that are devices
     */
    public static RemovalKinds of(MemberIds removals, Actual actual, Collection<DirectoryDevice> devices) {
        var byObject = devices.stream()
                .filter(device -> removals.contains(device.objectId()))
                .collect(Collectors.toMap(DirectoryDevice::objectId, device -> device, (one, other) -> other));
        int hybrid = (int) byObject.values().stream()
                .filter(device -> HYBRID.equals(device.joinType()))
                .count();
        int otherType =
                (int) removals.stream().filter(actual.otherTypes()::containsKey).count();
        int byHand = (int) byObject.keySet().stream()
                        .filter(id -> !actual.otherTypes().containsKey(id))
                        .count()
                - hybrid;
        return new RemovalKinds(hybrid, byHand, otherType, removals.size() - hybrid - byHand - otherType);
    }

    /** @return such as {@code 20 hybrid joined, 4 of another type} */
    public String text() {
        return byWord().entrySet().stream()
                .filter(kind -> kind.getValue() > 0)
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private Map<String, Integer> byWord() {
        var words = new LinkedHashMap<String, Integer>();
        words.put("hybrid joined", hybrid);
        words.put("added by hand", byHand);
        words.put("of another type", otherType);
        words.put("unknown to Entra", unknown);
        return words;
    }
}
