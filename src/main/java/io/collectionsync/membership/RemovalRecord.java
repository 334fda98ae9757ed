package io.collectionsync.membership;

/**
 * What is on record of a mapping, by which the guard judges its removals.
 *
 * @param isKnown   whether a complete run had nothing to remove, or removed what somebody had approved
 * @param window    what runs did to the group lately
 * @param resources which resource stood for which object when runs wrote the group
 */
public record RemovalRecord(boolean isKnown, RemovalWindow window, ResourceObjects resources) {}
