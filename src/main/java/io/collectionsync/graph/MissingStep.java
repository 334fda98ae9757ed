package io.collectionsync.graph;

/**
 * A step of the routes has not been carried out, so nothing that rests on it is done. Routes may be edited in their
 * order; what they leave out is refused.
 */
public final class MissingStep extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param step as the shipped route names it, such as {@code identify-removals} */
    public MissingStep(String step) {
        super("The routes leave out the step '" + step + "': nothing that rests on it is done. Put it back, as in the"
                + " routes folder of the distribution");
    }
}
