package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;

import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.OneLine;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.Pause.Scope;
import io.collectionsync.state.Pause.Subject;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.Text;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What nothing is written for: single mappings, those of a tenant, or all. */
public final class Pauses {

    private final StateDatabase database;
    private final Map<String, UUID> tenants;

    /**
     * @param database where they are kept
     * @param tenants  ids of the tenants by their names: a tenant that is called otherwise by now stays paused
     */
    public Pauses(StateDatabase database, Map<String, UUID> tenants) {
        this.database = database;
        this.tenants = Map.copyOf(tenants);
    }

    /** @return whether it was paused now, by itself; a mapping that is paused stays as it is */
    public boolean pause(Mapping mapping, String by, String why) {
        return pause(Subject.of(mapping), by, why);
    }

    /** @return whether it was paused now; what is paused stays as it is */
    public boolean pause(Subject subject, String by, String why) {
        var now = database.clock().instant();
        return database.write(jdbc -> jdbc.queryForObject(
                                "select count(*) from pause where subject_id = ? and scope = ?",
                                Integer.class,
                                id(subject.id()),
                                subject.scope().word())
                        == 0
                && jdbc.update(
                                "insert into pause (scope, subject_id, subject_name, paused, paused_by, why) values "
                                        + marks(6),
                                subject.scope().word(),
                                id(subject.id()),
                                Text.cut(subject.name(), Text.NAME),
                                time(now),
                                Text.cut(by, Text.NAME),
                                Text.cut(OneLine.of(why), Text.MESSAGE))
                        == 1);
    }

    /** @return all mappings of one of the tenants, those that are added later too */
    public Subject tenant(String name) {
        return new Subject(Scope.TENANT, tenants.get(name), name);
    }

    /** @return whether it was paused, as {@code subject} says */
    public boolean resume(Subject subject) {
        return database.write(jdbc -> jdbc.update(
                        "delete from pause where subject_id = ? and scope = ?",
                        id(subject.id()),
                        subject.scope().word()))
                > 0;
    }

    /** @return whether the mapping of this group was paused by itself, whoever or whatever paused it */
    public boolean resume(UUID group) {
        return database.write(jdbc -> jdbc.update(
                        "delete from pause where subject_id = ? and scope in (?, ?)",
                        id(group),
                        Scope.MAPPING.word(),
                        Scope.UNDO.word()))
                > 0;
    }

    /** @return why nothing is written for {@code mapping}, the widest first; none if it is not paused */
    public List<Pause> of(Mapping mapping) {
        return of(mapping, all());
    }

    /** @return those of {@code all} by which {@code mapping} is paused */
    public List<Pause> of(Mapping mapping, List<Pause> all) {
        return all.stream()
                .filter(pause -> isOfTenant(pause.subject(), mapping.tenant())
                        || pause.subject().isOf(mapping))
                .toList();
    }

    /** @return why nothing at all is written in {@code tenant}; none if it is not paused */
    public List<Pause> ofTenant(String tenant) {
        return all().stream()
                .filter(pause -> isOfTenant(pause.subject(), tenant))
                .toList();
    }

    private boolean isOfTenant(Subject subject, String tenant) {
        return subject.scope() == Scope.ALL
                || subject.scope() == Scope.TENANT && subject.id().equals(tenants.get(tenant));
    }

    /** @return the widest first, then by name */
    public List<Pause> all() {
        return database.read(jdbc -> jdbc.query("select * from pause", this::read)).stream()
                .sorted(Comparator.comparing((Pause pause) -> pause.subject().scope())
                        .thenComparing(pause -> pause.subject().name()))
                .toList();
    }

    private Pause read(ResultSet row, int at) throws SQLException {
        var id = id(row, "subject_id");
        var scope = Worded.of(Scope.class, row.getString("scope"));
        String name = row.getString("subject_name");
        return new Pause(
                new Subject(scope, id, scope == Scope.TENANT ? nameNow(id, name) : name),
                time(row, "paused"),
                row.getString("paused_by"),
                row.getString("why"));
    }

    private String nameNow(UUID tenant, String then) {
        return tenants.entrySet().stream()
                .filter(one -> one.getValue().equals(tenant))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .orElse(then);
    }
}
