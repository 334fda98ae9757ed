package io.collectionsync.sandbox;

/** Kinds of Entra groups, by whether Graph lets an application write their members (Microsoft docs, fact sheet 5). */
public enum GroupKind {
    /** Assigned security group: the only kind that a mapping can write, and the only one that takes devices. */
    SECURITY,
    /** Takes users, refuses devices. */
    MICROSOFT_365,
    MAIL_ENABLED_SECURITY,
    DISTRIBUTION,
    /** Membership by rule. */
    DYNAMIC,
    /** Mastered in Active Directory. */
    ON_PREMISES_SYNCED,
    /** Writable only with RoleManagement.ReadWrite.Directory. */
    ROLE_ASSIGNABLE,
    /** In a restricted management administrative unit. */
    RESTRICTED;

    boolean mailEnabled() {
        return this == MICROSOFT_365 || this == MAIL_ENABLED_SECURITY || this == DISTRIBUTION;
    }

    boolean securityEnabled() {
        return this != DISTRIBUTION && this != MICROSOFT_365;
    }
}
