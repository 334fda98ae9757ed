package io.collectionsync.membership;

import java.util.Collection;

/**
 * Answers of Graph that deny what the listing of a group showed. One of the two is wrong, and whom else a wrong listing
 * hides nobody knows: so a mapping is no success until a listing that is young enough agrees.
 *
 * @param present members that the listing did not show, and that Graph says are there
 * @param absent  members that the listing showed, and that Graph says are none
 */
public record ListingDoubt(MemberIds present, MemberIds absent) {

    public static final ListingDoubt NONE = new ListingDoubt(MemberIds.none(), MemberIds.none());

    /** @return what those of the outcomes deny that deny the listing */
    public static ListingDoubt of(Collection<Outcome> outcomes) {
        var present = new MemberIds.Builder();
        var absent = new MemberIds.Builder();
        outcomes.stream()
                .filter(Outcome::deniesListing)
                .map(Outcome::change)
                .forEach(change -> (change.kind() == Change.Kind.ADDITION ? present : absent).add(change.object()));
        return new ListingDoubt(present.build(), absent.build());
    }

    public ListingDoubt or(ListingDoubt other) {
        return new ListingDoubt(present.or(other.present), absent.or(other.absent));
    }

    public boolean isEmpty() {
        return present.isEmpty() && absent.isEmpty();
    }

    Failure failure() {
        var text = new StringBuilder();
        if (!present.isEmpty()) {
            text.append("the listing of the group was incomplete: Graph says that ")
                    .append(members(present))
                    .append(" it did not show ")
                    .append(present.size() == 1 ? "is there" : "are there");
        }
        if (!absent.isEmpty()) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append("the listing of the group showed ")
                    .append(members(absent))
                    .append(" Graph says ")
                    .append(absent.size() == 1 ? "is none" : "are none");
        }
        return new Failure(
                Failure.Kind.LISTING,
                "In doubt: " + text + "; the next runs read it again, and one after graph.replica-lag decides");
    }

    private static String members(MemberIds ids) {
        return ids.size() + (ids.size() == 1 ? " member (" : " members (such as ")
                + ids.iterator().next() + ") that";
    }
}
