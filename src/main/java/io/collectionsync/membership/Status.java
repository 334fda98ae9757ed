package io.collectionsync.membership;

/** The words that administrators know from Configuration Manager, and {@code Held}. */
public enum Status implements Worded {
    SUCCESS("Success"),
    PARTIAL_SUCCESS("Partial Success"),
    FAILED("Failed"),
    IN_PROGRESS("In Progress"),
    HELD("Held");

    private final String word;

    Status(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
