package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** Something with an object id in a tenant. */
interface DirectoryObject {

    UUID id();

    String displayName();

    /** Graph's type name without {@code #microsoft.graph.}. */
    String type();

    /** Sandbox time from which Graph's replicas know the object. */
    long createdAt();

    /** All properties that Graph gives without $select, and those it gives only with it. */
    ObjectNode properties();

    private static ObjectNode node(UUID id) {
        return JsonNodeFactory.instance.objectNode().put("id", id.toString());
    }

    /** A device object; {@code deviceId} is Entra's device id, not the object id. */
    record Device(UUID id, UUID deviceId, String displayName, String trustType, boolean enabled, long createdAt)
            implements DirectoryObject {

        Device disabled() {
            return new Device(id, deviceId, displayName, trustType, false, createdAt);
        }

        Device joined(String trust) {
            return new Device(id, deviceId, displayName, trust, enabled, createdAt);
        }

        @Override
        public String type() {
            return "device";
        }

        @Override
        public ObjectNode properties() {
            return node(id).put("deletedDateTime", (String) null)
                    .put("accountEnabled", enabled)
                    .put("deviceId", deviceId.toString())
                    .put("displayName", displayName)
                    .put("isCompliant", true)
                    .put("isManaged", true)
                    .put("operatingSystem", "Windows")
                    .put("operatingSystemVersion", "10.0.26100.2894")
                    .put("profileType", "RegisteredDevice")
                    .put("trustType", trustType)
                    .put("approximateLastSignInDateTime", "2026-11-01T08:00:00Z")
                    .put("createdDateTime", "2024-03-01T08:00:00Z")
                    .put("registrationDateTime", "2024-03-01T08:00:00Z");
        }
    }

    /** A user object; guests are refused by Microsoft 365 groups. */
    record User(UUID id, String displayName, String userPrincipalName, String sid, boolean guest, long createdAt)
            implements DirectoryObject {

        @Override
        public String type() {
            return "user";
        }

        @Override
        public ObjectNode properties() {
            return node(id).put("displayName", displayName)
                    .put("userPrincipalName", userPrincipalName)
                    .put("mail", userPrincipalName)
                    .put("givenName", (String) null)
                    .put("surname", (String) null)
                    .put("jobTitle", (String) null)
                    .put("accountEnabled", true)
                    .put("userType", guest ? "Guest" : "Member")
                    .put("onPremisesSecurityIdentifier", sid)
                    .put("onPremisesImmutableId", (String) null)
                    .put("onPremisesSamAccountName", userPrincipalName.replaceFirst("@.*", ""));
        }
    }
}
