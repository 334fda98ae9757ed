package io.collectionsync.membership;

/**
 * What became of a plan.
 *
 * @param applied      changes that Graph made
 * @param alreadySo    changes that had come true before
 * @param refused      changes that Graph refuses; they are dead letters too
 * @param deadLettered changes that wait as dead letters, refused ones included
 * @param fault        what stopped the whole group, null if nothing did
 */
public record Outcomes(int applied, int alreadySo, int refused, int deadLettered, Failure fault) {

    public static final Outcomes NONE = new Outcomes(0, 0, 0, 0, null);

    public int done() {
        return applied + alreadySo;
    }
}
