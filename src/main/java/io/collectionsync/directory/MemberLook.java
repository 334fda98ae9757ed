package io.collectionsync.directory;

import io.collectionsync.membership.MemberIds;
import java.util.List;
import java.util.UUID;

/**
 * A look at a group whose PATCHes found members there already, as they do when the answer to the first attempt was
 * lost: which ones? A single addition for each would tell it too, at the price of one write a member; a listing costs
 * none. A member that it shows is there; one that a lagging replica hides is added once more, which does no harm.
 */
final class MemberLook {

    private final List<Step> steps;
    private final MemberPages pages;
    private boolean failed;

    MemberLook(String tenant, UUID group, List<Step> steps) {
        this.steps = List.copyOf(steps);
        this.pages = new MemberPages(tenant, group);
    }

    /** @return whether a group of so many members is listed in no more requests than {@code steps} have members */
    static boolean pays(List<Step> steps, int members) {
        return GraphCall.memberPages(members) <= steps.stream().mapToInt(step -> step.objects().size()).sum();
    }

    GraphCall next() {
        return pages.getNext();
    }

    /** @return whether the look is over */
    boolean take(GraphAnswer answer) {
        try {
            pages.take(answer);
        } catch (DirectoryFault incomplete) {
            failed = true;
        }
        return failed || !pages.isOpen();
    }

    List<Step> steps() {
        return steps;
    }

    /** @return the members that the group holds; none where the listing failed: then nothing is known */
    MemberIds present() {
        return failed ? MemberIds.none() : pages.actual().members();
    }
}
