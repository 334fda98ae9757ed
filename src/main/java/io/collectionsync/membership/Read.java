package io.collectionsync.membership;

import java.util.List;

/**
 * What the reads of both sides of a mapping showed.
 *
 * @param desired    number of desired members
 * @param actual     number of present members
 * @param unresolved resources without a directory object
 */
public record Read(int desired, int actual, List<Unresolved> unresolved) {

    public Read {
        unresolved = List.copyOf(unresolved);
    }

    static Read of(Desired desired, Actual actual) {
        return new Read(desired.members().size(), actual.members().size(), desired.unresolved());
    }
}
