package io.collectionsync.state.deadletter;

/**
 * Dead letters that a look at the group has closed.
 *
 * @param done       their change has come true
 * @param superseded their change is no longer wanted
 */
public record ClosedLetters(int done, int superseded) {}
