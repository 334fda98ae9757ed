package io.collectionsync.membership;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;

/**
 * Everything in which a group differs from what is wanted of it, held or not. Its hash names its removals: whoever
 * approves it lets these go and no others.
 *
 * @param group     the group
 * @param additions members that it lacks
 * @param removals  members that it has too many
 * @param doubtful  removals of which nobody can say that the members are not wanted
 * @param undone    id of the run that it takes back; null where the collections are what is wanted
 */
public record Difference(UUID group, MemberIds additions, MemberIds removals, MemberIds doubtful, String undone) {

    /** Hexadecimal digits that are shown. */
    public static final int SHOWN = 12;

    /** What makes a group equal to its collections. */
    public Difference(UUID group, MemberIds additions, MemberIds removals) {
        this(group, additions, removals, MemberIds.none(), null);
    }

    /** The way back of the run {@code undone}. */
    public Difference(UUID group, MemberIds additions, MemberIds removals, String undone) {
        this(group, additions, removals, MemberIds.none(), undone);
    }

    public boolean isEmpty() {
        return additions.isEmpty() && removals.isEmpty();
    }

    /**
     * @return SHA-256 over the group and its removals in ascending order, and which of them are doubtful; 64 digits. Additions are no part of it, or a
     *     busy collection could never be approved; but they are what a way back is about
     */
    public String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            if (undone != null) {
                digest.update(text("undo " + undone + " additions " + additions.size() + "\n"));
                digest.update(additions.toBytes());
            }
            digest.update(text("group " + group + " removals " + removals.size() + "\n"));
            digest.update(removals.toBytes());
            digest.update(doubtful.toBytes());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static byte[] text(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** @return the hash as people see it and type it */
    public String shortHash() {
        return hash().substring(0, SHOWN);
    }

    /** @return this difference, in which {@code members} are in doubt too */
    Difference doubting(MemberIds members) {
        return new Difference(group, additions, removals, doubtful.or(removals.and(members)), undone);
    }

    /** @return this difference, in which {@code members} are no removals */
    Difference without(MemberIds members) {
        return new Difference(group, additions, removals.minus(members), doubtful.minus(members), undone);
    }

    /**
     * @param shown what an administrator has seen
     * @return whether nobody is to go who was not to go then, or of whom it was not in doubt then. Additions do not matter, for nothing ever holds them; but
     *     the way back of a run is one thing, and brings nobody back who was not shown
     */
    public boolean isWithin(Difference shown) {
        return group.equals(shown.group)
                && Objects.equals(undone, shown.undone)
                && removals.minus(shown.removals).isEmpty()
                && doubtful.minus(shown.doubtful).isEmpty()
                && (undone == null || additions.minus(shown.additions).isEmpty());
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
        append(
                words,
                "removals that are in doubt now",
                doubtful.minus(shown.doubtful).and(shown.removals),
                most);
        if (undone != null) {
            append(words, "more additions", additions.minus(shown.additions), most);
        }
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
