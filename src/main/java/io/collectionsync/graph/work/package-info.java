/**
 * Work that several workers share: each takes the next request, has it answered, and takes another until nothing is
 * left or the work has failed. What is common to resolving, listing, asking and changing belongs here. What one of
 * these asks for does not.
 */
package io.collectionsync.graph.work;
