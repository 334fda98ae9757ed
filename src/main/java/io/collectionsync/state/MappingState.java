package io.collectionsync.state;

import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Status;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The last known state of a mapping.
 *
 * @param group    its group
 * @param mapping  what the file said of it then
 * @param status   how it stands
 * @param members  what the last read of both sides showed
 * @param changes  what the last run wanted to change
 * @param held     removals that the guard withholds
 * @param outcomes what became of that
 * @param drift    hand edits that the last run found
 * @param run      the run that was done with it last
 */
public record MappingState(
        UUID group,
        Mapped mapping,
        Status status,
        Members members,
        Changes changes,
        Held held,
        Outcomes outcomes,
        Drift drift,
        LastRun run) {

    /**
     * The mapping as the file had it at the last run.
     *
     * @param name        its name
     * @param tenant      its tenant
     * @param collections its collections
     */
    public record Mapped(String name, String tenant, List<String> collections) {

        public Mapped {
            collections = List.copyOf(collections);
        }
    }

    /**
     * Counts of the last read.
     *
     * @param desired    members that the collections ask for
     * @param actual     members of the group before changes
     * @param unresolved resources without a directory object
     */
    public record Members(int desired, int actual, int unresolved) {

        /** @return the members of the collections, whether or not they can be in the group */
        public int wanted() {
            return desired + unresolved;
        }
    }

    /**
     * Changes of the last run.
     *
     * @param additions additions that it sent, or only planned where its mode is PLAN
     * @param removals  removals likewise
     */
    public record Changes(int additions, int removals) {}

    /**
     * What the guard says of the last run's removals.
     *
     * @param removals so many are withheld
     * @param reasons  why, one line each
     * @param since    since when some are; null while none is
     * @param used     removals that count against the percentage within {@code guard.window}
     * @param allowed  how many may count; null where no percentage holds
     */
    public record Held(int removals, List<String> reasons, Instant since, int used, Integer allowed) {

        public Held {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * What became of the changes of the last run.
     *
     * @param applied      changes that Graph made
     * @param alreadySo    changes that had come true before it sent them
     * @param refused      changes that Graph refused
     * @param deadLettered changes that it left as dead letters, refused ones included
     */
    public record Outcomes(int applied, int alreadySo, int refused, int deadLettered) {

        /** @return changes that the group has */
        public int done() {
            return applied + alreadySo;
        }
    }

    /**
     * Counts of hand edits.
     *
     * @param added   members that somebody had added
     * @param removed members that somebody had removed
     */
    public record Drift(int added, int removed) {

        public int total() {
            return added + removed;
        }
    }

    /**
     * The last run.
     *
     * @param id          the run
     * @param mode        its mode
     * @param time        when it was done with this mapping
     * @param lastSuccess when a run left the mapping in Success the last time; null if never
     * @param error       one line of what went wrong; null when all is well
     */
    public record LastRun(String id, RunRequest.Mode mode, Instant time, Instant lastSuccess, String error) {}

    /** @return one line of what went wrong; null when all is well */
    public String error() {
        return run.error();
    }
}
