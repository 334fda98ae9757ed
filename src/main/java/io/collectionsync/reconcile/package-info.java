/**
 * One mapping in one run, from the lease on its group to its report: the actions that the routes name, and
 * {@link io.collectionsync.reconcile.Reconciliation}, which carries what each step leaves for the next. What joins
 * both sides with what is on record, and decides what a step means for the mapping, belongs here. Sets and limits are
 * computed in {@code membership}, SQL of the site stands in {@code site}, calls in {@code graph}; this room only
 * brings them together.
 */
package io.collectionsync.reconcile;
