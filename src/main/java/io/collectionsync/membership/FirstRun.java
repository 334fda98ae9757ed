package io.collectionsync.membership;

/** What happens to removals of a mapping that is not known yet. */
public enum FirstRun implements Worded {
    /** All of them are held. */
    HOLD("hold"),
    /** The limits alone judge them. */
    LIMITS("limits");

    private final String word;

    FirstRun(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
