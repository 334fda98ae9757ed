package io.collectionsync.membership;

/** What happens to members of a group that no collection of its mapping explains. */
public enum ForeignMembers {
    /** The group is made equal to its collections. */
    REMOVE,
    /** Only members that a collection of this mapping once explained are ever removed. */
    KEEP
}
