package io.collectionsync.state;

/** A hash cannot be approved; the message is one line for the administrator. */
public final class ApprovalRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param line what cannot be approved, and what to do */
    public ApprovalRefused(String line) {
        super(line);
    }
}
