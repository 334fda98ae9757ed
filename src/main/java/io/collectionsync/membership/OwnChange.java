package io.collectionsync.membership;

import java.time.Instant;

/**
 * A change that this program has made a short while ago.
 *
 * @param change the change
 * @param time   when Graph said that it was done
 */
public record OwnChange(Change change, Instant time) {}
