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

    /** Why a resource has no member (fact sheet on Configuration Manager, 3; on Graph, 4). */
    public enum Reason implements ReasonWord {
        NO_DEVICE_ID(
                "no-device-id",
                "the site knows no Entra device id for it yet",
                "join the device to Entra and let its client register with the site; if it has, set"
                        + " configmgr.device-source = client-key-data"),
        MALFORMED_DEVICE_ID(
                "malformed-device-id",
                "its Entra device id is no GUID",
                "delete the device's record in Configuration Manager and let its client register again"),
        NO_TENANT(
                "no-tenant",
                "the site does not know which tenant it is joined to",
                "let its client register again: the site learns the tenant together with the device id"),
        OTHER_TENANT(
                "other-tenant",
                "it is joined to another tenant",
                "map its collection to a group of its own tenant, or take it out of the collection"),
        OBSOLETE(
                "obsolete",
                "its record is obsolete: a newer one stands for the machine",
                "nothing, if the machine has a newer record; else delete this one and let its client register again"),
        DECOMMISSIONED(
                "decommissioned",
                "its record is marked for deletion",
                "nothing, if the machine is gone: the site deletes the record; else let its client register again"),
        DUPLICATE(
                "duplicate",
                "another record bears its device id and stands for it",
                "nothing: the device is a member by the other record; delete this one in Configuration Manager if no"
                        + " machine reports by it"),
        NO_RECORD(
                "no-record",
                "the site has its membership, but no record of it",
                "update the collection's membership in Configuration Manager; if it stays, let the client register, or"
                        + " discovery find the user, again"),
        UNKNOWN_COMPUTER(
                "unknown-computer",
                "it is a place-holder for computers that the site does not know",
                "nothing: Entra has no device for it; take it out of the collection to be rid of the line"),
        USER_GROUP(
                "user-group",
                "it is a user group: only users become members, not what a group holds",
                "put the group's users into the collection: a query rule on SMS_R_User.UserGroupName finds them"),
        RESOURCE_TYPE(
                "resource-type",
                "it is no device in a device collection, or no user in a user collection",
                "take it out of the collection"),
        NO_USER_ID(
                "no-user-id",
                "the site knows nothing that Entra knows the user by",
                "let the site's user discovery read the user again: it brings the user principal name, the SID or the"
                        + " Entra user id; name what your site has in configmgr.user-keys"),
        MALFORMED_USER_ID(
                "malformed-user-id",
                "its Entra user id is no GUID",
                "let the site's Entra user discovery read the user again, or leave aad-user-id out of"
                        + " configmgr.user-keys"),
        UNKNOWN_TO_ENTRA(
                "unknown-to-entra",
                "Entra knows no object with its id",
                "a device: join it to Entra anew, its object was deleted there; a user: have it synchronised to this"
                        + " tenant"),
        JOIN_TYPE(
                "join-type",
                "its join type is not synchronised",
                "add its join type to tenant.NAME.join-types or to the mapping's, or take it out of the collection"),
        NO_JOIN_TYPE(
                "no-join-type",
                "Entra does not tell its join type: it is neither added nor removed",
                "look at the device in Entra; if it stays without a join type, join it anew"),
        DISABLED(
                "disabled",
                "it is disabled in Entra, and disabled devices are left out",
                "enable the device in Entra, or set tenant.NAME.disabled-devices = include"),
        AMBIGUOUS(
                "ambiguous",
                "several directory objects bear its id; none is added, none is removed",
                "delete the stale object in Entra, or give each user an id of its own");

        private final String word;
        private final String meaning;
        private final String fix;

        Reason(String word, String meaning, String fix) {
            this.word = word;
            this.meaning = meaning;
            this.fix = fix;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String meaning() {
            return meaning;
        }

        @Override
        public String fix() {
            return fix;
        }
    }
}
