/**
 * The one door to the runtime's own state database: runs, the state of mappings, single changes, dead letters, leases,
 * remembered members and known devices. Open it with {@link io.collectionsync.state.StateDatabase}; each table has one
 * class, built on it.
 *
 * <p>A database that does not answer is always a {@link io.collectionsync.state.StateUnavailable}, never an empty
 * result. Each method is one transaction, repeated a few times where the database asks for that before anything was
 * committed (deadlock, a row that another process changed first, a connection lost). Times are UTC, cut to
 * microseconds. The same statements run on H2, PostgreSQL and SQL Server.
 */
package io.collectionsync.state;
