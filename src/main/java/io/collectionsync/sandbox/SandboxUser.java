package io.collectionsync.sandbox;

import java.util.UUID;

/**
 * A person of the sandbox's world, in the site and in tenant contoso.
 *
 * @param id          object id in Entra, held by the site as AADUserID
 * @param userName    such as {@code user07}; also the part of the user principal name before the @
 * @param displayName such as {@code User 07}
 * @param sid         security identifier, onPremisesSecurityIdentifier in Graph
 */
public record SandboxUser(UUID id, String userName, String displayName, String sid) {

    static SandboxUser of(SandboxWorld world, int number) {
        String digits = (number < 10 ? "0" : "") + number;
        return new SandboxUser(
                world.uuid("user", number),
                "user" + digits,
                "User " + digits,
                "S-1-5-21-1004336348-1177238915-682003330-" + (1100 + number));
    }
}
