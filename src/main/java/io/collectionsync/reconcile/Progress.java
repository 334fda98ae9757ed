package io.collectionsync.reconcile;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far this process is with its runs; long ones are told in the log twice a minute. Thread-safe. */
public final class Progress {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final Duration LINES = Duration.ofSeconds(30);

    /**
     * @param mappings     mappings of the runs that were begun
     * @param mappingsDone those that have their report
     * @param changes      changes that were planned to be sent, so far
     * @param changesDone  those that have their outcome
     * @param waiting      mappings whose group another run writes at this moment
     */
    public record State(int mappings, int mappingsDone, long changes, long changesDone, int waiting) {

        public State(int mappings, int mappingsDone, long changes, long changesDone) {
            this(mappings, mappingsDone, changes, changesDone, 0);
        }

        private State and(
                int moreMappings, int moreMappingsDone, long moreChanges, long moreChangesDone, int moreWaiting) {
            return new State(
                    mappings + moreMappings,
                    mappingsDone + moreMappingsDone,
                    changes + moreChanges,
                    changesDone + moreChangesDone,
                    waiting + moreWaiting);
        }
    }

    private final Clock clock;
    private State state = new State(0, 0, 0, 0);
    private Instant told;

    public Progress(Clock clock) {
        this.clock = clock;
        this.told = clock.instant();
    }

    public synchronized State state() {
        return state;
    }

    /** @param alone whether no other run goes on: what was before is over, however it ended */
    public synchronized void begun(int mappings, boolean alone) {
        if (alone) {
            state = new State(0, 0, 0, 0);
            told = clock.instant();
        }
        state = state.and(mappings, 0, 0, 0, 0);
    }

    synchronized void planned(int changes) {
        state = state.and(0, 0, changes, 0, 0);
    }

    synchronized void settled(int changes) {
        state = state.and(0, 0, 0, changes, 0);
        tell();
    }

    /** A mapping waits for another run that writes its group, or waits no more. */
    synchronized void waits(boolean waits) {
        state = state.and(0, 0, 0, 0, waits ? 1 : -1);
    }

    synchronized void mappingDone() {
        state = state.and(0, 1, 0, 0, 0);
        tell();
    }

    private void tell() {
        var now = clock.instant();
        if (state.mappingsDone() < state.mappings() && now.isAfter(told.plus(LINES))) {
            told = now;
            LOG.atInfo()
                    .addKeyValue("mappings", state.mappingsDone())
                    .addKeyValue("of-mappings", state.mappings())
                    .addKeyValue("changes", state.changesDone())
                    .addKeyValue("of-changes", state.changes())
                    .log("run in progress");
        }
    }
}
