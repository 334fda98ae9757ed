/**
 * Microsoft Graph: calls and answers, batches, what an answer means, paging, resolution, tokens, the gate. Knows HTTP
 * and JSON, nothing of Camel: the routes carry {@link io.collectionsync.directory.GraphCall}s out and
 * {@link io.collectionsync.directory.GraphAnswer}s back.
 */
package io.collectionsync.directory;
