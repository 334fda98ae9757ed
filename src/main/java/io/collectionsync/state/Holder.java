package io.collectionsync.state;

import static io.collectionsync.state.db.Columns.time;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * Who holds a run or a lease, as its row says.
 *
 * @param of        the run or the group
 * @param owner     the process
 * @param heartbeat its last sign of life
 * @param present   the database's time when the row was read: no other clock is asked
 */
record Holder(String of, Owner owner, Instant heartbeat, Instant present) {

    static Holder read(ResultSet row, String of) throws SQLException {
        var owner = new Owner(row.getString("owner_id"), row.getString("owner_machine"), row.getLong("owner_process"));
        return new Holder(of, owner, time(row, "heartbeat"), time(row, "present"));
    }

    /** @param known how long this process has known this sign of life: the database's clock may have been set back */
    boolean isGone(Duration silence, FirstSeen<Holder.Sign> known) {
        return heartbeat.plus(silence).isBefore(present)
                || known.age(new Sign(of, owner.id(), heartbeat)).compareTo(silence) > 0
                || owner.isDead();
    }

    /** One sign of life. */
    record Sign(String of, String owner, Instant heartbeat) {}
}
