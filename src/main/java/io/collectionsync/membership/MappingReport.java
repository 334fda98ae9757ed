package io.collectionsync.membership;

import java.util.Optional;

/**
 * How one mapping stands after a run.
 *
 * @param mapping  the mapping
 * @param plan     what was planned; null when a side could not be read
 * @param outcomes what became of the plan; null when nothing was to be written (plan only)
 * @param status   the word for it
 * @param failure  why it came to no good end; null when all is well
 * @param approval how the approval ended that the run carried for it; null where it carried none
 */
public record MappingReport(
        Mapping mapping, Plan plan, Outcomes outcomes, Status status, Failure failure, ApprovalEnd approval) {

    public MappingReport(Mapping mapping, Plan plan, Outcomes outcomes, Status status, Failure failure) {
        this(mapping, plan, outcomes, status, failure, null);
    }

    /** A side could not be read, or the run broke off before anything was sent. */
    public static MappingReport failed(Mapping mapping, Failure failure) {
        return new MappingReport(mapping, null, null, Status.FAILED, failure);
    }

    /** The plan alone: In Progress says that wanted changes are not in the group yet. */
    public static MappingReport planned(Plan plan) {
        boolean open = !plan.isEmpty() || !plan.postponed().isEmpty();
        var status = plan.isHeld() ? Status.HELD : open ? Status.IN_PROGRESS : Status.SUCCESS;
        return new MappingReport(plan.mapping(), plan, null, status, null);
    }

    /** The status follows from the outcomes: Success only if no wanted change is open and nothing stopped the group. */
    public static MappingReport sent(Plan plan, Outcomes outcomes) {
        return new MappingReport(plan.mapping(), plan, outcomes, statusOf(plan, outcomes), outcomes.fault());
    }

    /** @return this report, with how the approval ended that the run carried; the same report where it carried none */
    public MappingReport ending(Optional<Approval> carried, MemberIds removed) {
        return carried.map(one ->
                        new MappingReport(mapping, plan, outcomes, status, failure, ApprovalEnd.of(one, this, removed)))
                .orElse(this);
    }

    /**
     * @param doubt what Graph's answers deny of the listing of the group
     * @return this report, which is no success as long as there is any
     */
    public MappingReport doubting(ListingDoubt doubt) {
        if (doubt.isEmpty()) {
            return this;
        }
        boolean claims = status == Status.SUCCESS || status == Status.HELD && outcomes != null;
        return new MappingReport(
                mapping,
                plan,
                outcomes,
                claims ? Status.PARTIAL_SUCCESS : status,
                failure == null ? doubt.failure() : failure,
                approval);
    }

    /** @return this report with the reasons of its plan as they are now that it was sent */
    public MappingReport withReasons(ChangeReasons left) {
        return plan == null
                ? this
                : new MappingReport(mapping, plan.withReasons(left), outcomes, status, failure, approval);
    }

    /** @return one line for the administrator; null when all is well */
    public String error() {
        return failure == null ? null : failure.text();
    }

    /** @return whether it failed in this way */
    public boolean failedBy(Failure.Kind kind) {
        return failure != null && failure.is(kind);
    }

    private static Status statusOf(Plan plan, Outcomes outcomes) {
        if (outcomes.fault() != null && outcomes.fault().is(Failure.Kind.STOPPED)) {
            return Status.IN_PROGRESS;
        }
        // a removal that may have been done is open, though a later read took it out of the plan
        int open = Math.max(plan.changes() - outcomes.done(), outcomes.deadLettered())
                + plan.postponed().size();
        if (open == 0 && outcomes.fault() == null) {
            return plan.isHeld() ? Status.HELD : Status.SUCCESS;
        }
        boolean groupAnswers = outcomes.fault() == null && plan.desired() > open;
        return outcomes.done() > 0 || groupAnswers ? Status.PARTIAL_SUCCESS : Status.FAILED;
    }
}
