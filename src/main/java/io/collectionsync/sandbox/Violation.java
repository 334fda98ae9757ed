package io.collectionsync.sandbox;

/**
 * A breach of Graph's contract by the client.
 *
 * @param rule    the rule, in a few constant words
 * @param request method and target of the request or part
 * @param detail  what was wrong
 * @param fatal   whether the request would have destroyed something
 */
public record Violation(String rule, String request, String detail, boolean fatal) {}
