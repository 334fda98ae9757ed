package io.collectionsync.sandbox;

import io.collectionsync.sandbox.SandboxDevice.Kind;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.IntPredicate;

/** Computes every device, user and collection from a seed, so that nothing needs to be stored twice. */
public final class SandboxWorld {

    /** ResourceIDs of systems begin here in a real site (16777216 = 2^24). */
    static final int FIRST_RESOURCE_ID = 16_777_216;

    static final int FIRST_USER_RESOURCE_ID = 2_063_597_568;
    static final int USERS = 40;
    static final int SALES_STAFF = 25;
    private static final String MISSING = "00000000-0000-0000-0000-000000000000";
    private static final Kind[] FIRST_KINDS = {
        Kind.WITHOUT_DEVICE_ID,
        Kind.OTHER_TENANT,
        Kind.HYBRID,
        Kind.REGISTERED,
        Kind.UNKNOWN_TO_ENTRA,
        Kind.JOINED,
        Kind.OBSOLETE,
        Kind.AMBIGUOUS
    };
    private static final int FIRST_SPECIAL = 11;

    private final long seed;

    SandboxWorld(long seed) {
        this.seed = seed;
    }

    /** A device collection of the default world and the devices that it holds. */
    record CollectionRule(String id, String name, IntPredicate holds) {}

    List<CollectionRule> collections() {
        return List.of(
                new CollectionRule("PS100010", "All Windows Workstations", n -> share("workstation", n, 950)),
                new CollectionRule("PS100011", "All Laptops", n -> share("laptop", n, 300)),
                new CollectionRule("PS100012", "Pilot ring", n -> n <= 30 || share("pilot", n, 60)),
                new CollectionRule("PS100013", "Kiosks", n -> share("kiosk", n, 30)),
                new CollectionRule("PS100014", "Finance laptops", n -> share("finance", n, 70)),
                new CollectionRule("PS100015", "Early adopters", n -> share("pilot", n, 20) || share("early", n, 30)),
                new CollectionRule("PS100016", "Fabrikam workstations", n -> kind(n) == Kind.OTHER_TENANT),
                new CollectionRule("PS100017", "Autopilot reset queue", n -> false));
    }

    /** The device with a running number from 1. */
    public SandboxDevice device(int number) {
        Kind kind = kind(number);
        UUID deviceId =
                switch (kind) {
                    case WITHOUT_DEVICE_ID -> null;
                    case OBSOLETE -> uuid("device", number - 1);
                    default -> uuid("device", number);
                };
        return new SandboxDevice(
                number,
                FIRST_RESOURCE_ID + number,
                name(number),
                text(number, deviceId),
                deviceId,
                uuid("object", number),
                kind);
    }

    /** The id of the second directory object that bears an ambiguous device's id. */
    UUID twinOf(int number) {
        return uuid("twin", number);
    }

    UUID uuid(String realm, long number) {
        long high = mix(seed ^ mix(realm.hashCode()) ^ number * 0x9E3779B97F4A7C15L);
        long low = mix(high ^ number);
        return new UUID((high & ~0xF000L) | 0x4000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    /** True for about {@code perMille} of 1,000 numbers, always the same ones. */
    boolean share(String realm, int number, int perMille) {
        return draw(realm, number) < perMille;
    }

    private int draw(String realm, int number) {
        return (int) Long.remainderUnsigned(mix(seed + realm.hashCode() * 31L + number * 0x9E3779B97F4A7C15L), 1000);
    }

    private Kind kind(int number) {
        Kind kind = kindByChance(number);
        boolean twinPossible = number > 1 && kindByChance(number - 1) == Kind.JOINED;
        return kind == Kind.OBSOLETE && !twinPossible ? Kind.JOINED : kind;
    }

    private Kind kindByChance(int number) {
        int special = number - FIRST_SPECIAL;
        if (special < FIRST_KINDS.length) {
            return special < 0 ? Kind.JOINED : FIRST_KINDS[special];
        }
        int draw = draw("kind", number);
        return draw < 40
                ? Kind.WITHOUT_DEVICE_ID
                : draw < 90
                        ? Kind.OTHER_TENANT
                        : draw < 130
                                ? Kind.HYBRID
                                : draw < 150
                                        ? Kind.REGISTERED
                                        : draw < 170 ? Kind.UNKNOWN_TO_ENTRA : draw < 180 ? Kind.OBSOLETE : Kind.JOINED;
    }

    private String text(int number, UUID deviceId) {
        if (deviceId == null) {
            return number % 3 == 0 ? "" : number % 3 == 1 ? MISSING : null;
        }
        return number % 2 == 0 ? deviceId.toString() : deviceId.toString().toUpperCase(Locale.ROOT);
    }

    private static String name(int number) {
        String digits = Integer.toString(number);
        return "PC-" + "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    /** SplitMix64's finaliser (Steele, Lea, Flood 2014): neighbouring numbers give unrelated values. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
