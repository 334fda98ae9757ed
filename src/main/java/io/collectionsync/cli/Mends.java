package io.collectionsync.cli;

import io.collectionsync.membership.Unresolved.Reason;
import java.util.Map;

/** What an administrator does about a member that cannot be synchronised. */
final class Mends {

    private static final Map<Reason, String> MENDS = Map.of(
            Reason.NO_DEVICE_ID,
                    "join the device to Entra and let its client report; the site learns the id by the"
                            + " client's registration",
            Reason.MALFORMED_DEVICE_ID,
                    "correct the device's record in Configuration Manager, or delete it and let the"
                            + " client register again",
            Reason.NO_TENANT, "let the client register again; the site learns the tenant together with the device id",
            Reason.OTHER_TENANT, "map its collection to a group of its own tenant, or take it out of the collection",
            Reason.OBSOLETE, "nothing, if the machine has a newer record; else delete the record",
            Reason.UNKNOWN_TO_ENTRA, "join the device to Entra anew: its object was deleted there",
            Reason.JOIN_TYPE, "add its join type to tenant.NAME.join-types, or take it out of the collection",
            Reason.AMBIGUOUS, "delete the stale device object in Entra");

    private Mends() {}

    static String of(Reason reason) {
        return MENDS.getOrDefault(reason, "see the manual");
    }
}
