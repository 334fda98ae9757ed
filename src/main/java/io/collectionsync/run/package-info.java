/**
 * One pass over the mappings: which run starts when, which mappings go side by side, and how their reports become one.
 * The schedule's and the replay's view of the work belongs here. What happens inside one mapping does not; that is
 * {@code reconcile}.
 */
package io.collectionsync.run;
