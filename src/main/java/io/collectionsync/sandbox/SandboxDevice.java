package io.collectionsync.sandbox;

import java.util.UUID;

/**
 * A device as the sandbox's world knows it: its record in the site and, where there is one, its object in Entra.
 *
 * @param number       running number from 1
 * @param resourceId   its ResourceID in the site database
 * @param name         such as {@code PC-0042}
 * @param deviceIdText what the site holds as AADDeviceID: any case, null, empty or all zeros
 * @param deviceId     the Entra device id, null where the site holds none
 * @param objectId     object id of the directory object, whether or not it exists
 * @param kind         why it is, or is not, a member that can be synchronised
 */
public record SandboxDevice(
        int number, int resourceId, String name, String deviceIdText, UUID deviceId, UUID objectId, Kind kind) {

    /** What is special about a device. */
    public enum Kind {
        /** Entra joined, in tenant contoso: the ordinary case. */
        JOINED("AzureAd"),
        /** The site knows no AADDeviceID. */
        WITHOUT_DEVICE_ID(null),
        /** Entra joined, in tenant fabrikam. */
        OTHER_TENANT("AzureAd"),
        /** Hybrid joined, in contoso. */
        HYBRID("ServerAd"),
        /** Registered only, in contoso. */
        REGISTERED("Workplace"),
        /** The site knows a device id that Entra does not. */
        UNKNOWN_TO_ENTRA(null),
        /** An obsolete record (Obsolete0 = 1) with the device id of the device before it: a machine set up anew. */
        OBSOLETE(null),
        /** Its device id is borne by two directory objects. */
        AMBIGUOUS("AzureAd");

        private final String trustType;

        Kind(String trustType) {
            this.trustType = trustType;
        }

        /** Graph's trustType of the directory object, null where the device has none of its own. */
        public String trustType() {
            return trustType;
        }
    }

    /** Whether Entra has an object of this device's own. */
    public boolean inDirectory() {
        return kind.trustType() != null;
    }
}
