/**
 * Dead letters: changes that could not be made, parked with their reason until they are due again, superseded or
 * discarded. The table, its filters and the rule for when one is due belong here. Sending one again does not: a replay
 * plans the mapping anew.
 */
package io.collectionsync.state.deadletter;
