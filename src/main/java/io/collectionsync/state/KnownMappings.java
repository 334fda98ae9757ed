package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.marks;
import static io.collectionsync.state.db.Columns.time;
import static org.springframework.dao.support.DataAccessUtils.optionalResult;

import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.ResourceObjects;
import io.collectionsync.membership.Worded;
import io.collectionsync.state.db.StateDatabase;
import io.collectionsync.state.db.StateUnavailable;
import io.collectionsync.state.db.Text;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Which mappings are known, and which resource of the site stood for which member of their groups. A mapping is its
 * tenant and its group. What a restored copy of the database says counts no more: it may be old.
 */
public final class KnownMappings {

    private record Key(String tenant, UUID group) {}

    /** @param absent since when it is out of the file; null while it is in it */
    private record Seen(Key key, Instant absent) {}

    private final StateDatabase database;

    /** @param database where they are kept */
    public KnownMappings(StateDatabase database) {
        this.database = database;
    }

    /**
     * @param tenantId directory id of its tenant
     * @return what is on record of a mapping
     * @throws StateUnavailable if the database does not answer
     */
    public KnownMapping of(UUID tenantId, UUID group) {
        return database.read(jdbc -> optionalResult(jdbc.query(
                        "select * from known_mapping where group_id = ? and tenant_id = ?",
                        (row, at) -> new KnownMapping(
                                row.getInt("is_known") == 1 && database.id().equals(id(row, "state_id")),
                                Worded.of(ForeignMembers.class, row.getString("foreign_members")),
                                row.getString("site"),
                                time(row, "absent"),
                                ResourceObjects.fromBytes(row.getBytes("resources"))),
                        id(group),
                        tenantId.toString())))
                .orElse(KnownMapping.NONE);
    }

    /**
     * Puts down which resource stands for which member, in place of what stood there. A mapping whose resources come
     * from another site database, or from before a restore, is not known any more.
     *
     * @param site the site database of the resources
     * @throws StateUnavailable if the database does not answer
     */
    public void remember(UUID tenantId, UUID group, String site, ResourceObjects resources) {
        var bytes = resources.toBytes();
        var name = Text.cut(site, Text.NAME);
        database.write(jdbc -> {
            jdbc.update(
                    "update known_mapping set is_known = 0 where group_id = ? and tenant_id = ? and (site <> ? or"
                            + " state_id <> ?)",
                    id(group),
                    tenantId.toString(),
                    name,
                    id(database.id()));
            int there = jdbc.update(
                    "update known_mapping set site = ?, state_id = ?, resources = ? where group_id = ? and tenant_id = ?",
                    name,
                    id(database.id()),
                    bytes,
                    id(group),
                    tenantId.toString());
            return there > 0
                    ? there
                    : jdbc.update(
                            "insert into known_mapping (group_id, tenant_id, site, state_id, is_known, foreign_members,"
                                    + " resources) values " + marks(7),
                            id(group),
                            tenantId.toString(),
                            name,
                            id(database.id()),
                            0,
                            ForeignMembers.REMOVE.word(),
                            bytes);
        });
    }

    /**
     * A complete run had nothing to remove from the mapping's group, or removed what somebody had approved.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void know(UUID tenantId, Mapping mapping) {
        database.write(jdbc -> jdbc.update(
                "update known_mapping set is_known = 1, foreign_members = ?, absent = null where group_id = ? and"
                        + " tenant_id = ?",
                mapping.foreignMembers().word(),
                id(mapping.group()),
                tenantId.toString()));
    }

    /**
     * Notes which mappings are in the file, and since when others are not. Those that come back stay known for as long
     * as the guard's window.
     *
     * @param mappings  all that are in the file
     * @param tenantIds directory ids by name
     * @throws StateUnavailable if the database does not answer
     */
    public void inFile(Collection<Mapping> mappings, Function<String, UUID> tenantIds) {
        var present = mappings.stream()
                .collect(Collectors.toMap(
                        mapping -> new Key(tenantIds.apply(mapping.tenant()).toString(), mapping.group()),
                        Function.identity()));
        var now = database.clock().instant();
        database.write(jdbc -> {
            jdbc.query(
                            "select group_id, tenant_id, absent from known_mapping",
                            (row, at) -> new Seen(
                                    new Key(row.getString("tenant_id"), id(row, "group_id")), time(row, "absent")))
                    .forEach(seen -> note(jdbc, seen, present.get(seen.key()), now));
            return null;
        });
    }

    private static void note(JdbcOperations jdbc, Seen seen, Mapping mapping, Instant now) {
        boolean isBack = mapping != null && seen.absent() != null;
        if (isBack && seen.absent().plus(mapping.limits().window()).isBefore(now)) {
            jdbc.update(
                    "update known_mapping set is_known = 0 where group_id = ? and tenant_id = ?",
                    id(seen.key().group()),
                    seen.key().tenant());
        }
        if (isBack || mapping == null && seen.absent() == null) {
            jdbc.update(
                    "update known_mapping set absent = ? where group_id = ? and tenant_id = ?",
                    time(isBack ? null : now),
                    id(seen.key().group()),
                    seen.key().tenant());
        }
    }

    /**
     * A mapping is not known any more.
     *
     * @throws StateUnavailable if the database does not answer
     */
    public void forget(UUID tenantId, UUID group) {
        database.write(jdbc -> jdbc.update(
                "update known_mapping set is_known = 0 where group_id = ? and tenant_id = ?",
                id(group),
                tenantId.toString()));
    }

    /**
     * No mapping is known any more: the database was restored by its server's tool.
     *
     * @return how many were
     * @throws StateUnavailable if the database does not answer
     */
    public int forgetAll() {
        return database.write(jdbc -> jdbc.update("update known_mapping set is_known = 0 where is_known = 1"));
    }
}
