package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/** Plans as they were shown, so that somebody can approve one of them by its hash. */
public final class ShownPlans {

    /** How long a shown plan can be approved. */
    public static final Duration VALID = Duration.ofHours(24);

    private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{8,64}");

    private final StateDatabase database;

    /** @param database where the plans are kept */
    public ShownPlans(StateDatabase database) {
        this.database = database;
    }

    /**
     * Keeps a plan so that it can be approved by its hash; those that are too old to be approved are dropped.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void show(Run run, Mapping mapping, Difference difference) {
        var now = database.clock().instant();
        String hash = difference.hash();
        database.write(jdbc -> {
            jdbc.update(
                    "delete from shown_plan where group_id = ? and shown < ?",
                    id(mapping.group()),
                    time(now.minus(VALID)));
            int known = jdbc.update(
                    "update shown_plan set shown = ?, run_id = ?, mapping_name = ? where group_id = ? "
                            + "and plan_hash = ?",
                    time(now),
                    run.id(),
                    Text.cut(mapping.name(), Text.NAME),
                    id(mapping.group()),
                    hash);
            return known > 0
                    ? known
                    : jdbc.update(
                            "insert into shown_plan (group_id, plan_hash, mapping_name, run_id, "
                                    + "shown, additions, removals, doubtful, undone) values " + marks(9),
                            id(mapping.group()),
                            hash,
                            Text.cut(mapping.name(), Text.NAME),
                            run.id(),
                            time(now),
                            difference.additions().toBytes(),
                            difference.removals().toBytes(),
                            difference.doubtful().toBytes(),
                            difference.undone());
        });
    }

    /**
     * @param prefix at least eight digits of a hash
     * @return the one plan that is meant, shown within the last 24 hours
     * @throws ApprovalRefused  if there is none, or several
     * @throws StateUnavailable if the database does not answer
     */
    public ShownPlan find(String prefix) {
        String digits = prefix.toLowerCase(Locale.ROOT);
        if (!PREFIX.matcher(digits).matches()) {
            throw new ApprovalRefused(prefix + " is no plan: give at least 8 digits of the hash that plan printed");
        }
        var oldest = database.clock().instant().minus(VALID);
        var found = database.read(jdbc -> jdbc.query(
                "select * from shown_plan where plan_hash like ? and shown >= ?",
                ShownPlans::read,
                digits + "%",
                time(oldest)));
        if (found.size() > 1) {
            throw new ApprovalRefused("Several plans begin with " + prefix + ": give more digits");
        }
        return found.stream()
                .findFirst()
                .orElseThrow(() -> new ApprovalRefused("No plan " + prefix + " was shown within the last 24 hours:"
                        + " collection-sync plan shows those of now"));
    }

    private static ShownPlan read(ResultSet row, int at) throws SQLException {
        return new ShownPlan(
                row.getString("plan_hash"),
                row.getString("mapping_name"),
                row.getString("run_id"),
                time(row, "shown"),
                difference(row));
    }

    private static Difference difference(ResultSet row) throws SQLException {
        return new Difference(
                id(row, "group_id"),
                MemberIds.fromBytes(row.getBytes("additions")),
                MemberIds.fromBytes(row.getBytes("removals")),
                MemberIds.fromBytes(row.getBytes("doubtful")),
                row.getString("undone"));
    }
}
