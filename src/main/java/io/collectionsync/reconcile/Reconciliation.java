package io.collectionsync.reconcile;

import io.collectionsync.graph.MissingStep;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.graph.read.MemberPages;
import io.collectionsync.graph.read.Resolution;
import io.collectionsync.graph.write.ChangeQueue;
import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Plan;
import io.collectionsync.membership.RecentChanges;
import io.collectionsync.membership.Run;
import io.collectionsync.settings.Mappings;
import io.collectionsync.state.UnrecordedChanges.Kept;
import java.util.List;

/**
 * One mapping in one run, from its start to its report: what each step of the routes leaves for the next ones. A step
 * that needs what no step has left is refused: so no edit of a route can leave one out in silence.
 */
public final class Reconciliation {

    private final Run run;
    private final Mapping mapping;
    private volatile Mappings.Watch watch;
    private volatile GroupFacts target;
    private volatile CollectionRead collections;
    private volatile MemberPages listing;
    private volatile RecentChanges recent;
    private volatile Actual actual;
    private volatile Resolution unidentified;
    private volatile Plan plan;
    private volatile ChangeTally tally;
    private volatile Kept kept;
    private volatile ChangeQueue changes;
    private volatile CollectionRead lookedAt;
    private volatile MappingReport report;

    public Reconciliation(Run run, Mapping mapping) {
        this.run = run;
        this.mapping = mapping;
    }

    public Run run() {
        return run;
    }

    public Mapping mapping() {
        return mapping;
    }

    /** For the routes. */
    public boolean isPlanOnly() {
        return run.isPlanOnly();
    }

    /**
     * The group is in this run's hands, or nothing is to be written.
     *
     * @param asItReads tells when the mapping is edited
     */
    void started(Mappings.Watch asItReads) {
        watch = asItReads;
    }

    /** @throws MissingStep before {@code start} */
    void requireStarted() {
        require(watch, "start");
    }

    /**
     * @throws MissingStep before {@code start}
     * @throws Withdrawn   if the mapping does not read any more as it did, or nobody can say
     */
    void requireUnedited() {
        require(watch, "start").change().ifPresent(change -> {
            throw new Withdrawn(change);
        });
    }

    void target(GroupFacts facts) {
        target = facts;
    }

    /** @throws MissingStep before {@code group-facts} */
    public GroupFacts target() {
        return require(target, "group-facts");
    }

    void reading(CollectionRead read) {
        collections = read;
    }

    /** For the routes: what is being read, or was read last. */
    public CollectionRead getCollections() {
        return require(collections, "read-collections");
    }

    /** @return whether a read of the collections broke off */
    boolean isReadBroken() {
        return collections != null && !collections.isComplete();
    }

    /** @throws MissingStep before {@code collection-members} */
    public Desired desired() {
        return require(collections, "collection-members").desired();
    }

    /** @param before what was done so lately before that the listing need not show it */
    void listing(MemberPages pages, RecentChanges before) {
        listing = pages;
        recent = before;
    }

    /** @throws MissingStep before {@code list-members} */
    RecentChanges recent() {
        return require(recent, "list-members");
    }

    /** @return the members, and those whose removal no listing has confirmed yet */
    MemberIds unconfirmed() {
        return actual().members().or(recent().doubt().absent().minus(desired().members()));
    }

    /** @throws MissingStep before {@code list-members} */
    MemberPages listing() {
        return require(listing, "list-members");
    }

    void actual(Actual members) {
        actual = members;
    }

    /** @throws MissingStep before {@code group-members} */
    Actual actual() {
        return require(actual, "group-members");
    }

    void unidentified(Resolution members) {
        unidentified = members;
    }

    /**
     * @return the devices among members that would be removed and that nobody had seen before, as Entra names them
     * @throws MissingStep before {@code identify-removals}
     */
    List<DirectoryDevice> identified() {
        return require(unidentified, "identify-removals").getDevices();
    }

    void planned(Plan judged, ChangeTally begun) {
        plan = judged;
        tally = begun;
    }

    /** The collections have been read again, and left less of it. */
    void narrowed(Plan left) {
        plan = left;
    }

    boolean isPlanned() {
        return plan != null;
    }

    /** @throws MissingStep before {@code plan} */
    Plan plan() {
        return require(plan, "plan");
    }

    /** @throws MissingStep before {@code plan} */
    ChangeTally tally() {
        return require(tally, "plan");
    }

    void changes(ChangeQueue queue, Kept room) {
        kept = room;
        changes = queue;
        lookedAt = collections;
    }

    /** @throws MissingStep if the collections have not been read again since the removals were judged */
    void lookAgain() {
        if (collections == lookedAt) {
            throw new MissingStep("collection-members");
        }
        lookedAt = collections;
    }

    /** @return where changes are kept that the state database does not take */
    Kept kept() {
        return require(kept, "apply-plan");
    }

    boolean hasChanges() {
        return changes != null;
    }

    /** @throws MissingStep before {@code apply-plan} */
    ChangeQueue changes() {
        return require(changes, "apply-plan");
    }

    /** For the routes: whether removals wait for another look at the collections. */
    public boolean isOutdated() {
        return changes().isOutdated();
    }

    void report(MappingReport end) {
        report = end;
    }

    /** @return how the mapping stands; null while it is worked on */
    public MappingReport report() {
        return report;
    }

    /** Nothing more is sent for it. */
    void close() {
        if (kept != null) {
            kept.close();
        }
    }

    /** Nothing more is asked for it: what still reads ends. */
    void abandon(Throwable cause) {
        if (listing != null) {
            listing.abandon(cause);
        }
        if (collections != null) {
            collections.abandon(cause);
        }
    }

    private static <T> T require(T left, String step) {
        if (left == null) {
            throw new MissingStep(step);
        }
        return left;
    }
}
