/**
 * Changing members of a group: batches and their steps, the table that says what each answer means, and the queue that
 * a change leaves only with its outcome. Every request that changes something in Entra is built here, and only here.
 * Which changes are wanted is not decided here, and no change goes out without a permit of whoever decided it.
 */
package io.collectionsync.graph.write;
