package io.collectionsync.membership;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Members that a plan would remove although their device is in a collection. Removal only ever gets harder by them.
 *
 * @param wanted members that bear a device id which a collection asks for, although it was resolved to another object,
 *               or to none: a memory that is out of date, an index that lags, a second object. Never removed
 * @param lost   members whose device is in a collection, but without an Entra device id that can be used. Held
 */
public record Suspicions(MemberIds wanted, MemberIds lost) {

    /** Nothing is odd. */
    public static final Suspicions NONE = new Suspicions(MemberIds.none(), MemberIds.none());

    private static final Set<Unresolved.Reason> LOST = Set.of(Unresolved.Reason.NO_DEVICE_ID,
            Unresolved.Reason.MALFORMED_DEVICE_ID, Unresolved.Reason.NO_TENANT, Unresolved.Reason.NO_RECORD);

    /**
     * @param desired    what the collections ask for
     * @param candidates members that would be removed
     * @param devices    what is known of those of them that are devices
     */
    public static Suspicions of(Desired desired, MemberIds candidates, Collection<DirectoryDevice> devices) {
        var names = desired.unresolved().stream().filter(one -> LOST.contains(one.reason())).map(Unresolved::name)
                .filter(Objects::nonNull).map(Suspicions::plain).collect(Collectors.toSet());
        var wanted = new MemberIds.Builder();
        var lost = new MemberIds.Builder();
        for (var device : devices) {
            if (!candidates.contains(device.objectId()) || desired.excluded().contains(device.objectId())) {
                continue;
            }
            if (desired.deviceIds().contains(device.deviceId())) {
                wanted.add(device.objectId());
            } else if (device.name() != null && names.contains(plain(device.name()))) {
                lost.add(device.objectId());
            }
        }
        return new Suspicions(wanted.build(), lost.build());
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** @return the device ids of {@link #wanted}: what is remembered of them is wrong */
    public Set<UUID> staleDeviceIds(Map<UUID, DirectoryDevice> byObject) {
        return wanted.stream().map(byObject::get).filter(Objects::nonNull).map(DirectoryDevice::deviceId)
                .collect(Collectors.toSet());
    }
}
