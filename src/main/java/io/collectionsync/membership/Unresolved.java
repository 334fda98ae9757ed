package io.collectionsync.membership;

/**
 * A resource of a collection that cannot be a member, and why.
 *
 * @param resourceId the site's number of the resource
 * @param name       the computer's or user's name, may be null
 * @param deviceId   the Entra device id, or a user's id, as the site database has it; may be null
 * @param reason     the cause
 */
public record Unresolved(long resourceId, String name, String deviceId, Reason reason) {

    /** Constant words that outputs and the manual use. */
    public enum Reason {
        NO_DEVICE_ID("no-device-id", "the site knows no Entra device id for it yet"),
        MALFORMED_DEVICE_ID("malformed-device-id", "its Entra device id is no GUID"),
        NO_TENANT("no-tenant", "the site does not know which tenant it is joined to"),
        OTHER_TENANT("other-tenant", "it is joined to another tenant"),
        OBSOLETE("obsolete", "its record is obsolete: a newer one stands for the machine"),
        DECOMMISSIONED("decommissioned", "its record is marked for deletion"),
        DUPLICATE("duplicate", "another record bears its device id and stands for it"),
        NO_RECORD("no-record", "the site has its membership, but no record of it"),
        UNKNOWN_COMPUTER("unknown-computer", "it is a place-holder for computers that the site does not know"),
        USER_GROUP("user-group", "it is a user group: only users become members, not what a group holds"),
        RESOURCE_TYPE("resource-type", "it is no device in a device collection, or no user in a user collection"),
        NO_USER_ID("no-user-id", "the site knows nothing that Entra knows the user by"),
        MALFORMED_USER_ID("malformed-user-id", "its Entra user id is no GUID"),
        UNKNOWN_TO_ENTRA("unknown-to-entra", "Entra knows no object with its id"),
        JOIN_TYPE("join-type", "its join type is not synchronised"),
        DISABLED("disabled", "it is disabled in Entra, and disabled devices are left out"),
        AMBIGUOUS("ambiguous", "several directory objects bear its id; none is added, none is removed");

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
