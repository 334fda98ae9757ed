/**
 * The one protocol by which anything is asked of Graph in turns: workers share the work, each takes the next request,
 * has it answered, and takes another until nothing is left or the work has failed. What is common to resolving,
 * listing, asking and changing belongs here. What one of these asks for does not.
 */
package io.collectionsync.graph.work;
