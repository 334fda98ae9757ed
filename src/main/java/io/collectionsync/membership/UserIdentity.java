package io.collectionsync.membership;

import java.util.Locale;

/**
 * What Entra knows a user by.
 *
 * @param property the kind of identity
 * @param value    in lower case: Entra compares without regard to case
 */
public record UserIdentity(Property property, String value) {

    public UserIdentity {
        value = value.toLowerCase(Locale.ROOT);
    }

    /** Properties of a user by which Graph filters (fact sheet on Graph, 4). */
    public enum Property {
        OBJECT_ID("id"),
        USER_PRINCIPAL_NAME("userPrincipalName"),
        SID("onPremisesSecurityIdentifier");

        private final String word;

        Property(String word) {
            this.word = word;
        }

        /** @return Graph's name of it */
        public String word() {
            return word;
        }
    }
}
