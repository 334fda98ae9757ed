package io.collectionsync.graph;

/** A side of a mapping that lies in Entra cannot be used; the message is one line for the administrator. */
public class GraphFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    public GraphFault(String line) {
        super(line);
    }

    public GraphFault(String line, Throwable cause) {
        super(line, cause);
    }
}
