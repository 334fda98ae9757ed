package io.collectionsync.state;

/** A hash cannot be approved; the message has one line for each hash, for the administrator. */
public final class ApprovalRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param line what cannot be approved, and what to do; a line for each where it is about several */
    public ApprovalRefused(String line) {
        super(line);
    }
}
