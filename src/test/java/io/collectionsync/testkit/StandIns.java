package io.collectionsync.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.graph.read.Resolver;
import io.collectionsync.graph.throttle.SharedThrottling;
import io.collectionsync.graph.write.ChangeQueue;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.Planner;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.reconcile.FailureLine;
import io.collectionsync.reconcile.UndoPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What the routes call beside the directory and the collections, without a database behind it. */
public final class StandIns {

    private StandIns() {}

    /** Remembers what the routes told it. */
    public static final class Ledger {

        public final List<Desired> desired = new CopyOnWriteArrayList<>();
        public final List<Outcome> recorded = new CopyOnWriteArrayList<>();
        public final List<Outcome> parked = new CopyOnWriteArrayList<>();
        public final Set<String> threads = ConcurrentHashMap.newKeySet();
        public final List<Failure> failures = new CopyOnWriteArrayList<>();

        public final AtomicInteger leasesAsked = new AtomicInteger();
        public volatile Runnable leaseWait = () -> {};

        public record Failure(String mapping, Plan plan, ChangeQueue pending, Exception cause) {}

        public void open(Run run, Mapping mapping) {
            threads.add(Thread.currentThread().getName());
            if (mapping.name().startsWith("leased")) {
                throw new IllegalStateException(mapping.name() + " is in other hands");
            }
        }

        public Desired undo() {
            return UndoPlan.DESIRED;
        }

        public Actual settled(Mapping mapping, Actual actual) {
            return actual;
        }

        public List<UUID> strangers(Mapping mapping, Desired wanted, Actual actual) {
            return List.of();
        }

        public Plan plan(Run run, Mapping mapping, Desired wanted, Actual actual, List<DirectoryDevice> devices) {
            desired.add(wanted);
            return Planner.plan(mapping, wanted, actual, MemberIds.none(), Set.of());
        }

        public Plan lookAgain(
                Run run,
                Plan plan,
                ChangeQueue pending,
                Desired before,
                Desired now,
                Instant read,
                Actual actual,
                List<DirectoryDevice> strangers) {
            pending.keepRemovals(plan.removals(), read);
            return plan;
        }

        public MappingReport planned(Run run, Plan plan) {
            return MappingReport.planned(plan);
        }

        public MappingReport applied(Run run, Plan plan, Outcomes outcomes) {
            threads.add(Thread.currentThread().getName());
            return MappingReport.applied(plan, outcomes);
        }

        /** Nobody takes a group over here; to ask may take its time. */
        public void requireLease(Run run, Mapping mapping) {
            leasesAsked.incrementAndGet();
            leaseWait.run();
        }

        public void record(Run run, Mapping mapping, Desired wanted, Actual actual, List<Outcome> outcomes) {
            if (mapping.name().startsWith("unrecorded")) {
                throw new IllegalStateException("the state database is gone");
            }
            recorded.addAll(outcomes);
        }

        public void park(Run run, Mapping mapping, List<Outcome> outcomes) {
            outcomes.stream().filter(outcome -> !outcome.result().isDone()).forEach(parked::add);
        }

        public boolean mayPass(Exception failure) {
            return FailureLine.mayPass(failure);
        }

        public void readAgain(Mapping mapping, Exception failure) {
            // the real one logs it
        }

        public MappingReport failed(Run run, Mapping mapping, Plan plan, ChangeQueue pending, Exception cause) {
            failures.add(new Failure(mapping.name(), plan, pending, cause));
            return MappingReport.failed(mapping, FailureLine.of(cause));
        }
    }

    /** Begins and ends runs over the mappings it was made with. */
    public static final class Runs {

        private final List<Mapping> mappings;
        public volatile boolean broken;

        Runs(List<Mapping> mappings) {
            this.mappings = mappings;
        }

        public Run begin(RunRequest request) {
            return new Run("run-1", request.mode(), request.trigger(), Instant.EPOCH, mappings);
        }

        public void otherWriters(Run run, List<Map<String, Object>> rows) {
            assertThat(rows).as("this site has no such table").isEmpty();
        }

        public RunReport finish(Run run, List<MappingReport> reports) {
            if (broken) {
                throw new IllegalStateException("the run cannot be recorded");
            }
            return new RunReport(run, reports, Duration.ZERO);
        }
    }

    /** There is no other process. */
    public static final class OneProcess implements SharedThrottling {

        @Override
        public Duration left(String tenant) {
            return Duration.ZERO;
        }

        @Override
        public void extend(String tenant, Duration pause) {
            // nobody is to be told
        }
    }

    /** Remembers no device. */
    public static final class NoMemory implements Resolver.Memory {

        @Override
        public Map<UUID, DirectoryDevice> find(UUID tenantId, Collection<UUID> deviceIds) {
            return Map.of();
        }

        @Override
        public void save(UUID tenantId, List<DirectoryDevice> devices) {
            // nothing is remembered
        }
    }
}
