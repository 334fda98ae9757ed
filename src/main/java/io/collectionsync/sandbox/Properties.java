package io.collectionsync.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Which properties of an object an answer shows. */
final class Properties {

    /** Given with $select only (fact sheet 4 and 5). */
    private static final Set<String> ON_REQUEST = Set.of(
            "isManagementRestricted",
            "onPremisesSecurityIdentifier",
            "onPremisesImmutableId",
            "onPremisesSamAccountName",
            "userType");

    private Properties() {}

    /** The names in $select; empty when there is none. */
    static Set<String> selected(GraphCall call, String type) {
        String select = call.query().get("$select");
        Set<String> names = new LinkedHashSet<>();
        if (select == null) {
            return names;
        }
        for (String name : select.split(",")) {
            if (!known(name.strip(), type)) {
                throw GraphRefusal.malformed("Parsing OData Select and Expand failed: Could not find a property named '"
                        + name.strip() + "' on type 'microsoft.graph." + type + "'.");
            }
            names.add(name.strip());
        }
        return names;
    }

    /** The object as {@code selected} asks for it. */
    static ObjectNode of(DirectoryObject object, Set<String> selected) {
        ObjectNode all = object.properties();
        if (selected.isEmpty()) {
            ON_REQUEST.forEach(all::remove);
        } else {
            all.retain(selected);
        }
        return all;
    }

    /** The object as a member or directory object, with its type. */
    static ObjectNode typed(DirectoryObject object, Set<String> selected) {
        ObjectNode node = Json.object().put("@odata.type", "#microsoft.graph." + object.type());
        node.setAll(of(object, selected));
        return node;
    }

    /** Type and id: all that a caller without permission for the type sees (docs 2021). */
    static ObjectNode bare(DirectoryObject object) {
        return Json.object()
                .put("@odata.type", "#microsoft.graph." + object.type())
                .put("id", object.id().toString());
    }

    private static boolean known(String name, String type) {
        return switch (type) {
            case "device" -> SAMPLE_DEVICE.has(name);
            case "user" -> SAMPLE_USER.has(name);
            case "group" -> SAMPLE_GROUP.has(name);
            default -> SAMPLE_DEVICE.has(name) || SAMPLE_USER.has(name) || SAMPLE_GROUP.has(name);
        };
    }

    private static final UUID ANY = new UUID(0, 0);
    private static final ObjectNode SAMPLE_DEVICE = new DirectoryObject.Device(ANY, ANY, "", "", true, 0).properties();
    private static final ObjectNode SAMPLE_USER = new DirectoryObject.User(ANY, "", "", "", false, 0).properties();
    private static final ObjectNode SAMPLE_GROUP =
            new SandboxGroup(ANY, "", GroupKind.SECURITY, null, null, 0).properties();
}
