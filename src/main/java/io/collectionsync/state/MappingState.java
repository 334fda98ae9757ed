package io.collectionsync.state;

import io.collectionsync.membership.RunRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The last known state of a mapping.
 *
 * @param group        its group
 * @param name         its name at that time
 * @param tenant       its tenant at that time
 * @param collections  its collections at that time
 * @param status       the word of its status
 * @param desired      members that its collections ask for, by the last read
 * @param actual       members of the group, by the last read before changes
 * @param additions    additions that the last run sent, or only planned when {@code lastMode} is PLAN
 * @param removals     removals likewise
 * @param held         removals that the guard withholds
 * @param holdReasons  why
 * @param unresolved   resources without a directory object
 * @param applied      changes that Graph made in the last run
 * @param alreadySo    changes that had come true before it sent them
 * @param refused      changes that Graph refused
 * @param deadLettered changes that it left as dead letters
 * @param error        one line; null when all is well
 * @param lastRun      id of the last run
 * @param lastMode     its mode
 * @param lastRunTime  when it was done with this mapping
 * @param lastSuccess  when the status was Success the last time; null if never
 * @param driftAdded   members that somebody had added by hand, by the last run
 * @param driftRemoved members that somebody had removed by hand, by the last run
 */
public record MappingState(
        UUID group,
        String name,
        String tenant,
        List<String> collections,
        String status,
        int desired,
        int actual,
        int additions,
        int removals,
        int held,
        List<String> holdReasons,
        int unresolved,
        int applied,
        int alreadySo,
        int refused,
        int deadLettered,
        String error,
        String lastRun,
        RunRequest.Mode lastMode,
        Instant lastRunTime,
        Instant lastSuccess,
        int driftAdded,
        int driftRemoved) {

    /** The state of a mapping that nobody has drifted. */
    public MappingState(
            UUID group,
            String name,
            String tenant,
            List<String> collections,
            String status,
            int desired,
            int actual,
            int additions,
            int removals,
            int held,
            List<String> holdReasons,
            int unresolved,
            int applied,
            int alreadySo,
            int refused,
            int deadLettered,
            String error,
            String lastRun,
            RunRequest.Mode lastMode,
            Instant lastRunTime,
            Instant lastSuccess) {
        this(
                group,
                name,
                tenant,
                collections,
                status,
                desired,
                actual,
                additions,
                removals,
                held,
                holdReasons,
                unresolved,
                applied,
                alreadySo,
                refused,
                deadLettered,
                error,
                lastRun,
                lastMode,
                lastRunTime,
                lastSuccess,
                0,
                0);
    }

    public MappingState {
        collections = List.copyOf(collections);
        holdReasons = List.copyOf(holdReasons);
    }
}
