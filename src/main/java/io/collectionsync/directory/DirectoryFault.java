package io.collectionsync.directory;

/** A side of a mapping that lies in Entra cannot be used; the message is one line for the administrator. */
public class DirectoryFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DirectoryFault(String line) {
        super(line);
    }

    public DirectoryFault(String line, Throwable cause) {
        super(line, cause);
    }
}
