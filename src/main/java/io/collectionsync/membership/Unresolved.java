package io.collectionsync.membership;

/**
 * A resource of a collection that cannot be a member, and why.
 *
 * @param resourceId the site's number of the resource
 * @param name       the computer's name, may be null
 * @param deviceId   the Entra device id as the site database has it, may be null
 * @param reason     the cause
 */
public record Unresolved(long resourceId, String name, String deviceId, Reason reason) {

    /** Constant words that outputs and the manual use. */
    public enum Reason {
        NO_DEVICE_ID("no-device-id", "the site knows no Entra device id for it yet"),
        MALFORMED_DEVICE_ID("malformed-device-id", "its Entra device id is no GUID"),
        NO_TENANT("no-tenant", "the site does not know which tenant it is joined to"),
        OTHER_TENANT("other-tenant", "it is joined to another tenant"),
        OBSOLETE("obsolete", "its record is obsolete or decommissioned"),
        UNKNOWN_TO_ENTRA("unknown-to-entra", "Entra knows no device with this device id"),
        JOIN_TYPE("join-type", "its join type is not synchronised"),
        AMBIGUOUS("ambiguous", "several directory objects bear its device id; none is added, none is removed");

        private final String word;
        private final String meaning;

        Reason(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        public String word() {
            return word;
        }

        public String meaning() {
            return meaning;
        }
    }
}
