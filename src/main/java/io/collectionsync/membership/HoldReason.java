package io.collectionsync.membership;

/**
 * Why removals are held.
 *
 * @param word   the constant word
 * @param detail the figures, for people
 */
public record HoldReason(Word word, String detail) {

    /** Why removals can be held. */
    public enum Word implements ReasonWord {
        FIRST_RUN(
                "first-run",
                true,
                "no complete run has had nothing to remove from this group yet, and nobody has approved its removals",
                "read the plan; if those members shall go, apply --approve HASH; to keep them, foreign-members: keep or"
                        + " their ids under keep: in the mapping; hybrid joined devices stay with join-types: [AzureAd,"
                        + " ServerAd]"),
        MAX_REMOVALS(
                "max-removals",
                true,
                "one run would remove more members than guard.max-removals allows",
                "read the plan; if it is right, apply --approve HASH, or raise guard.max-removals of the mapping; if"
                        + " not, correct the collection"),
        MAX_REMOVAL_PERCENT(
                "max-removal-percent",
                true,
                "one run, or the runs within guard.window, would remove more of the group's members than"
                        + " guard.max-removal-percent allows",
                "read the plan; if it is right, apply --approve HASH, or raise guard.max-removal-percent of the"
                        + " mapping; if not, correct the collection"),
        TENANT_MAX_REMOVALS(
                "tenant-max-removals",
                true,
                "more members of the tenant's groups would be removed within guard.tenant-window than"
                        + " guard.tenant-max-removals allows",
                "wait until the window is over; or read the plan and apply --approve HASH; or raise"
                        + " guard.tenant-max-removals"),
        EMPTY(
                "empty",
                true,
                "the collections ask for no member at all",
                "correct the collections; if the group shall be empty, apply --approve HASH, or guard.allow-empty:"
                        + " true of the mapping"),
        OTHER_WRITER(
                "other-writer",
                true,
                "somebody else writes this group: three times within guard.window, what this program had added or"
                        + " removed was changed back",
                "find the other program, such as a forgotten test server: the audit log of Entra ('Add member to"
                        + " group', 'Remove member from group') names the application; stop it, or take the group out of"
                        + " its mappings; the hold ends when guard.window has passed without it. To let these removals go"
                        + " meanwhile, apply --approve HASH"),
        LOST_DEVICE_ID(
                "lost-device-id",
                true,
                "the member may be in the collections: what identifies it is lost in the site, or not found in Entra",
                "see 'unresolved' for the records that lost it, and put them right; if the member shall go,"
                        + " apply --approve HASH"),
        CANNOT_TELL(
                "cannot-tell",
                true,
                "the resource that stood for the member is still in the collection, and nobody can say that it stands for"
                        + " another member now",
                "see 'unresolved' for the record, and put it right: the member stays meanwhile; if it shall go,"
                        + " apply --approve HASH"),
        COLLECTION_NOT_READY(
                "collection-not-ready",
                false,
                "the site is evaluating the collection",
                "wait: the next run asks again; if it stays, update the collection's membership and look into"
                        + " colleval.log of the site server"),
        MEMBER_COUNT(
                "member-count",
                false,
                "the collection's rows disagree with its own count, twice",
                "update the collection's membership, the next run counts again; if it stays, let 'check' prove the"
                        + " grants, and read the site that sees every member"),
        PLAN_CHANGED(
                "plan-changed",
                false,
                "the plan is not the one that was approved",
                "read the plan as it is now, and approve its hash"),
        PAUSED(
                "paused",
                false,
                "the mapping is paused, by itself or with all mappings",
                "collection-sync resume NAME ends the pause of a mapping, resume --all that of all of them"),
        UNDO(
                "undo",
                false,
                "an undo goes by its own approval alone",
                "collection-sync undo RUN --approve HASH takes the way back that was shown");

        private final String word;
        private final boolean releasable;
        private final String meaning;
        private final String fix;

        Word(String word, boolean releasable, String meaning, String fix) {
            this.word = word;
            this.releasable = releasable;
            this.meaning = meaning;
            this.fix = fix;
        }

        @Override
        public String word() {
            return word;
        }

        @Override
        public String meaning() {
            return meaning;
        }

        @Override
        public String fix() {
            return fix;
        }

        /** @return whether an approval may override it: a limit, but never a doubt about the read itself */
        public boolean isReleasable() {
            return releasable;
        }
    }

    /** @return the word and the figures, such as {@code max-removals: 700 removals, 500 allowed} */
    public String text() {
        return word.word() + ": " + detail;
    }
}
