package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Difference;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Run;
import io.collectionsync.state.Approval.State;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Plans as they were shown, and the approvals that release one of them, once. */
public final class ShownPlans {

    /** How long a shown plan can be approved, and how long an approval counts. */
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
                                    + "shown, additions, removals) values " + marks(7),
                            id(mapping.group()),
                            hash,
                            Text.cut(mapping.name(), Text.NAME),
                            run.id(),
                            time(now),
                            difference.additions().toBytes(),
                            difference.removals().toBytes());
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
                "select * from shown_plan where plan_hash like ? " + "order by shown desc",
                ShownPlans::read,
                digits + "%"));
        if (found.size() > 1) {
            throw new ApprovalRefused("Several plans begin with " + prefix + ": give more digits");
        }
        return found.stream()
                .filter(plan -> !plan.shown().isBefore(oldest))
                .findFirst()
                .orElseThrow(() -> new ApprovalRefused("No plan " + prefix + " was shown within the last 24 hours:"
                        + " run plan again and approve what it shows"));
    }

    /**
     * Records an approval in place of an open one of the same group.
     *
     * @param plan what was shown
     * @param by   the operator's name
     * @throws StateUnavailable if the database does not answer
     */
    public void approve(ShownPlan plan, String by) {
        var now = database.clock().instant();
        var group = plan.difference().group();
        database.write(jdbc -> {
            jdbc.update(
                    "update plan_approval set state = ?, settled = ? where group_id = ? and state = ?",
                    State.REPLACED.name(),
                    time(now),
                    id(group),
                    State.OPEN.name());
            return jdbc.update(
                    "insert into plan_approval (group_id, plan_hash, mapping_name, approved_by, approved, "
                            + "expires, state) values " + marks(7),
                    id(group),
                    plan.hash(),
                    Text.cut(plan.mapping(), Text.NAME),
                    Text.cut(by, Text.NAME),
                    time(now),
                    time(now.plus(VALID)),
                    State.OPEN.name());
        });
    }

    /**
     * @return the approval that waits for the group's next run; none if it is used up, expired, or its plan forgotten
     * @throws StateUnavailable if the database does not answer
     */
    public Optional<Approval> open(UUID group) {
        var now = database.clock().instant();
        return approvals("a.group_id = ? and a.state = ? and a.expires > ?", id(group), State.OPEN.name(), time(now))
                .stream()
                .findFirst();
    }

    /**
     * @return every approval of the group whose plan is still kept, the latest first
     * @throws StateUnavailable if the database does not answer
     */
    public List<Approval> of(UUID group) {
        return approvals("a.group_id = ?", id(group));
    }

    private List<Approval> approvals(String condition, Object... values) {
        return database.read(jdbc -> jdbc.query(
                "select a.*, p.run_id as shown_run, p.shown, p.additions, "
                        + "p.removals from plan_approval a join shown_plan p on p.group_id = a.group_id and p.plan_hash = "
                        + "a.plan_hash where " + condition + " order by a.approval_id desc",
                ShownPlans::readApproval,
                values));
    }

    /**
     * Ends an approval.
     *
     * @return false if it had ended before: then it must not be used
     * @throws StateUnavailable if the database does not answer
     */
    public boolean endApproval(Approval approval, State state, Run run) {
        var now = database.clock().instant();
        return database.write(jdbc -> jdbc.update(
                        "update plan_approval set state = ?, settled = ?, run_id = ? "
                                + "where approval_id = ? and state = ?",
                        state.name(),
                        time(now),
                        run.id(),
                        approval.id(),
                        State.OPEN.name()))
                == 1;
    }

    private static ShownPlan read(ResultSet row, int at) throws SQLException {
        return new ShownPlan(
                row.getString("plan_hash"),
                row.getString("mapping_name"),
                row.getString("run_id"),
                time(row, "shown"),
                difference(row));
    }

    private static Approval readApproval(ResultSet row, int at) throws SQLException {
        var plan = new ShownPlan(
                row.getString("plan_hash"),
                row.getString("mapping_name"),
                row.getString("shown_run"),
                time(row, "shown"),
                difference(row));
        return new Approval(
                row.getLong("approval_id"),
                plan,
                row.getString("approved_by"),
                time(row, "approved"),
                time(row, "expires"),
                State.valueOf(row.getString("state")));
    }

    private static Difference difference(ResultSet row) throws SQLException {
        return new Difference(
                id(row, "group_id"),
                MemberIds.fromBytes(row.getBytes("additions")),
                MemberIds.fromBytes(row.getBytes("removals")));
    }
}
