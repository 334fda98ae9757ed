package io.collectionsync.membership;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Everything in which a group differs from what is wanted of it, held or not. Its hash names it: an approval of a hash
 * releases this difference and no other.
 *
 * @param group     the group
 * @param additions members that it lacks
 * @param removals  members that it has too many
 */
public record Difference(UUID group, MemberIds additions, MemberIds removals) {

    /** Hexadecimal digits that are shown. */
    public static final int SHOWN = 12;

    public boolean isEmpty() {
        return additions.isEmpty() && removals.isEmpty();
    }

    /** @return SHA-256 over the group, the additions and the removals, each in ascending order; 64 digits */
    public String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(("group " + group + " additions " + additions.size() + " removals " + removals.size() + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            digest.update(additions.toBytes());
            digest.update(removals.toBytes());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** @return the hash as people see it and type it */
    public String shortHash() {
        return hash().substring(0, SHOWN);
    }

    /**
     * @param shown what an administrator has approved
     * @return whether this is what was shown: the same removals, and no addition beside those shown. Additions that
     *     were made meanwhile are no change: the guard never holds them
     */
    public boolean isAsShown(Difference shown) {
        return group.equals(shown.group)
                && removals.equals(shown.removals)
                && additions.minus(shown.additions).isEmpty();
    }

    /**
     * @param shown what an administrator has seen
     * @param most  so many members are named of each kind
     * @return in words, what has changed since
     */
    public String changeSince(Difference shown, int most) {
        var words = new StringBuilder();
        append(words, "more removals", removals.minus(shown.removals), most);
        append(words, "removals no longer", shown.removals.minus(removals), most);
        append(words, "more additions", additions.minus(shown.additions), most);
        append(words, "additions no longer", shown.additions.minus(additions), most);
        return words.isEmpty() ? "nothing" : words.toString();
    }

    private static void append(StringBuilder words, String what, MemberIds members, int most) {
        if (!members.isEmpty()) {
            words.append(words.isEmpty() ? "" : "; ")
                    .append(members.size())
                    .append(' ')
                    .append(what)
                    .append(" (");
            words.append(String.join(
                    ", ", members.stream().limit(most).map(UUID::toString).toList()));
            words.append(members.size() > most ? ", …)" : ")");
        }
    }
}
