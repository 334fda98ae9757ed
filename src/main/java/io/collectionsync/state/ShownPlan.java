package io.collectionsync.state;

import io.collectionsync.membership.Difference;
import java.time.Instant;

/**
 * A plan that somebody may have seen.
 *
 * @param hash       the difference's hash, 64 digits
 * @param mapping    the mapping's name at that time
 * @param run        id of the run that showed it last
 * @param shown      when
 * @param difference what it showed
 */
public record ShownPlan(String hash, String mapping, String run, Instant shown, Difference difference) {}
