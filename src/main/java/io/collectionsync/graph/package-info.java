/**
 * Microsoft Graph: a call before it has a host or a token, its answer, and the one client that both pass through. What
 * every request needs (connections, deadlines, the permit of a change, what an error means) belongs here; what single
 * requests are about stands in the packages below. It knows HTTP and JSON, and nothing of the site, of the program's
 * own database, or of Camel: routes carry {@link io.collectionsync.graph.GraphCall}s out and
 * {@link io.collectionsync.graph.GraphAnswer}s back.
 */
package io.collectionsync.graph;
