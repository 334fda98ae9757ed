package io.collectionsync.site;

/** A collection cannot be used; the message is one line for the administrator. */
public final class CollectionFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    CollectionFault(String line) {
        super(line);
    }
}
