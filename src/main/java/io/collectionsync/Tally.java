package io.collectionsync;

import io.collectionsync.membership.Actual;
import io.collectionsync.membership.Change;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Why;
import java.util.List;

/** What one run does to one group, as its outcomes come in over several lanes. Thread-safe. */
final class Tally {

    private final Actual before;
    private final Why why;
    private final MemberIds.Builder added = new MemberIds.Builder();
    private final MemberIds.Builder removed = new MemberIds.Builder();
    private int removals;

    /**
     * @param before what the group held
     * @param why    the reasons of the plan
     */
    Tally(Actual before, Why why) {
        this.before = before;
        this.why = why;
    }

    synchronized void add(List<Outcome> outcomes) {
        for (var outcome : outcomes) {
            boolean removal = outcome.change().kind() == Change.Kind.REMOVAL;
            if (outcome.result().isDone()) {
                (removal ? removed : added).add(outcome.change().object());
            }
            boolean mayBeDone = outcome.result() == Outcome.Result.APPLIED
                    || outcome.result() == Outcome.Result.UNANSWERED;
            removals += removal && mayBeDone ? 1 : 0;
        }
    }

    Why why() {
        return why;
    }

    /** @return members that were removed, or may have been */
    synchronized int removals() {
        return removals;
    }

    /** @return what the group holds now */
    synchronized MemberIds after() {
        return before.members().or(added.build()).minus(removed.build());
    }
}
