/**
 * Microsoft Graph: calls and answers, batches, what an answer means, paging, resolution, tokens, the gate. Knows HTTP
 * and JSON, nothing of Camel: the routes carry {@link io.collectionsync.graph.GraphCall}s out and
 * {@link io.collectionsync.graph.GraphAnswer}s back.
 */
package io.collectionsync.graph;
