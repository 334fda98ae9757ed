package io.collectionsync.reload;

/** Live edits of the routes, for the operator. Registered as {@code io.collectionsync:type=Routes}. */
public interface RoutesMXBean {

    /** What is wrong with the folder as saved, with file, line and reason. Null: what is saved runs, or will. */
    String getFault();

    /** When an edit last took effect, ISO-8601 in UTC. Null: not since the start. */
    String getLastReload();

    /** How many edits took effect since the start. */
    long getReloads();

    /** A good edit waits for the end of the run in progress. */
    boolean isPending();
}
