package io.collectionsync.graph.work;

/** A removal was not sent, because the collections were read too long ago. */
public final class OutdatedRead extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean isTried;

    /** @param isTried whether an attempt before may have been carried out */
    public OutdatedRead(boolean isTried) {
        super("Removals were not sent, because the collections were read too long ago");
        this.isTried = isTried;
    }

    /** @return what {@code failure} was caused by, if it is this; else null */
    static OutdatedRead in(Throwable failure) {
        var cause = failure;
        while (cause != null && !(cause instanceof OutdatedRead)) {
            cause = cause.getCause();
        }
        return (OutdatedRead) cause;
    }

    boolean isTried() {
        return isTried;
    }
}
