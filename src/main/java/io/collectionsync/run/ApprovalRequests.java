package io.collectionsync.run;

import io.collectionsync.membership.Approval;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.ApprovalRefused;
import io.collectionsync.state.ShownPlan;
import io.collectionsync.state.ShownPlans;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** What an approval asks for: one run that carries it. Nothing of it is left for a later one. */
public final class ApprovalRequests {

    private final ShownPlans shownPlans;
    private final Function<List<String>, List<Mapping>> enabled;
    private final boolean applyEnabled;

    /** @param enabled the enabled mappings that names mean */
    public ApprovalRequests(
            ShownPlans shownPlans, Function<List<String>, List<Mapping>> enabled, boolean applyEnabled) {
        this.shownPlans = shownPlans;
        this.enabled = enabled;
        this.applyEnabled = applyEnabled;
    }

    /**
     * @param hashes at least eight digits of the hash of each plan, one plan a group
     * @param by     who approves
     * @return a run over the mappings of these plans, which lets the removals of each go
     * @throws ApprovalRefused with a line for each hash that cannot be approved
     */
    public RunRequest release(Collection<String> hashes, String by) {
        var faults = new ArrayList<String>();
        var byGroup = new HashMap<UUID, String>();
        var approvals = new ArrayList<Approval>();
        for (String hash : hashes) {
            try {
                var plan = approvable(hash);
                requireRelease(hash, plan);
                requireFirst(hash, plan, byGroup);
                approvals.add(new Approval(plan.difference(), by));
            } catch (ApprovalRefused refused) {
                faults.add(refused.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new ApprovalRefused(String.join("\n", faults));
        }
        return request(approvals, Trigger.APPROVAL);
    }

    /**
     * @param undone id of the run that is to be taken back
     * @param hash   at least eight digits of the hash that was shown with the way back
     * @param by     who approves
     * @return a run over the mapping of this plan, which takes its group back as it was shown
     * @throws ApprovalRefused if no such plan can be approved
     */
    public RunRequest undo(String undone, String hash, String by) {
        var plan = approvable(hash);
        if (!undone.equals(plan.difference().undone())) {
            throw new ApprovalRefused("Plan " + hash + " does not take back run " + undone + ": collection-sync undo "
                    + undone + " shows the plan that does");
        }
        return request(List.of(new Approval(plan.difference(), by)), Trigger.undo(undone));
    }

    private static RunRequest request(List<Approval> approvals, Trigger trigger) {
        var groups = approvals.stream().map(one -> one.group().toString()).toList();
        return new RunRequest(groups, RunRequest.Mode.APPLY, trigger, approvals);
    }

    private ShownPlan approvable(String hash) {
        if (!applyEnabled) {
            throw new ApprovalRefused("apply.enabled is false: nothing is written, so nothing can be released");
        }
        var plan = shownPlans.find(hash);
        String group = plan.difference().group().toString();
        if (enabled.apply(List.of(group)).isEmpty()) {
            throw new ApprovalRefused("Plan " + hash + " is of group " + group + ", which no enabled mapping names");
        }
        return plan;
    }

    private static void requireRelease(String hash, ShownPlan plan) {
        String undone = plan.difference().undone();
        if (undone != null) {
            throw new ApprovalRefused("Plan " + hash + " takes back run " + undone + ": collection-sync undo " + undone
                    + " --approve " + hash + " takes that way");
        }
    }

    /** Which of two plans of one group was meant, nobody can say. */
    private static void requireFirst(String hash, ShownPlan plan, Map<UUID, String> byGroup) {
        String other = byGroup.putIfAbsent(plan.difference().group(), hash);
        if (other != null) {
            throw new ApprovalRefused("Plans " + other + " and " + hash + " are both of mapping " + plan.mapping()
                    + ": approve one of them");
        }
    }
}
