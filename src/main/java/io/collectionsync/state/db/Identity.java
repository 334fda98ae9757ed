package io.collectionsync.state.db;

import static io.collectionsync.state.db.Columns.id;
import static io.collectionsync.state.db.Columns.time;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Which database this is.
 *
 * @param state      the id that it got when it was made, or when {@code backup} made it as a copy
 * @param restoredOf when the backup was made of which this is the restored copy; null unless it is one
 */
record Identity(UUID state, Instant restoredOf) {

    private static final int ONLY_ROW = 1;

    /** @return the database's identity, given now where it has none */
    static Identity of(Transactions transactions, Clock clock) {
        return transactions
                .read(Identity::find)
                .orElseGet(() -> transactions.write(jdbc -> find(jdbc).orElseGet(() -> give(jdbc, clock.instant()))));
    }

    static Optional<Identity> find(JdbcOperations jdbc) {
        List<Identity> rows = jdbc.query(
                "select state_id, restored_of from state_identity where only_row = ?",
                (row, at) -> new Identity(id(row, 1), time(row, 2)),
                ONLY_ROW);
        return rows.stream().findFirst();
    }

    private static Identity give(JdbcOperations jdbc, Instant now) {
        var identity = new Identity(UUID.randomUUID(), null);
        jdbc.update(
                "insert into state_identity (only_row, state_id, created, restored_of) values (?, ?, ?, ?)",
                ONLY_ROW,
                id(identity.state()),
                time(now),
                time(null));
        return identity;
    }

    /** @return whether the database of this transaction is still the one with this identity */
    boolean isIn(JdbcOperations jdbc) {
        return find(jdbc).filter(now -> now.state().equals(state)).isPresent();
    }
}
