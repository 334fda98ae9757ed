/**
 * How fast a tenant may be asked: the token buckets for writes and reads, the wait that Graph demands, and what a
 * request costs. Every number that Graph's limits come from belongs here, each with its source. What is sent does not
 * matter here; nobody goes past it.
 */
package io.collectionsync.graph.throttle;
