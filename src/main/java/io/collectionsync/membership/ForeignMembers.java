package io.collectionsync.membership;

/** What happens to members of a group that no collection of its mapping explains. */
public enum ForeignMembers implements Worded {
    /** The group is made equal to its collections. */
    REMOVE("remove"),
    /** Only members that a collection of this mapping once explained are ever removed. */
    KEEP("keep");

    private final String word;

    ForeignMembers(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
