package io.collectionsync.graph.write;

import io.collectionsync.graph.GraphFault;
import io.collectionsync.graph.SignIn;
import io.collectionsync.graph.auth.Permission;
import io.collectionsync.graph.read.GroupFacts;
import io.collectionsync.membership.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a tenant's token grants what is to be written: else one line now instead of one refusal a member. */
public final class Rights {

    private final SignIn tokens;

    public Rights(SignIn tokens) {
        this.tokens = tokens;
    }

    /** @throws GraphFault if the group is of a kind that takes a permission of its own, and the token lacks it */
    public void require(String tenant, GroupFacts group) {
        if (group.role() == null) {
            return;
        }
        var granted = tokens.granted(tenant, roles -> roles.contains(group.role()));
        if (granted.isPresent() && !granted.get().contains(group.role())) {
            throw new GraphFault("Group " + group.id() + " (" + group.name() + ") " + group.kind() + ", which the"
                    + " token of tenant " + tenant + " may not " + GroupFacts.deed(group.role())
                    + ": choose another group, or grant " + group.role()
                    + " with admin consent");
        }
    }

    /**
     * @param users whether the mapping's collections hold users; null where they were not asked
     * @throws GraphFault if the token does not grant what {@code plan} takes
     */
    public void require(Plan plan, Boolean users) {
        var needed = needed(plan, users);
        String tenant = plan.mapping().tenant();
        var granted = tokens.granted(tenant, roles -> missing(needed, roles).isEmpty());
        var missing = granted.map(roles -> missing(needed, roles)).orElse(List.of());
        if (!missing.isEmpty()) {
            throw new GraphFault("The token of tenant " + tenant + " lacks "
                    + missing.stream()
                            .map(one -> one.word() + " (" + one.reason() + ")")
                            .collect(Collectors.joining(", "))
                    + ": grant it with admin consent; see 'collection-sync permissions'");
        }
    }

    private static List<Permission> needed(Plan plan, Boolean users) {
        var needed = new ArrayList<Permission>();
        if (!plan.isEmpty()) {
            needed.add(Permission.WRITE_MEMBERS);
        }
        if (!plan.additions().isEmpty() && Boolean.FALSE.equals(users)) {
            needed.add(Permission.ADD_DEVICES);
        }
        return needed;
    }

    private static List<Permission> missing(List<Permission> needed, Set<String> roles) {
        return needed.stream().filter(one -> !one.isGrantedBy(roles)).toList();
    }
}
