/**
 * The program's own database: runs, the state of mappings, single changes, approvals, leases, remembered members and
 * devices. One class for each table belongs here, with records for its rows; each public method is one transaction,
 * and a database that does not answer is always a {@code StateUnavailable}, never an empty result. What the rows mean
 * for a plan does not belong here, and neither do connections and dialects: those are in {@code state.db}.
 */
package io.collectionsync.state;
