/**
 * The running program: it starts Camel with the routes of the home, makes every bean by name in one place, and ends
 * all of it in order. Wiring, the life of the process and the set-up of the log belong here. No step of a run: what
 * happens to a mapping stands in the routes and in {@code reconcile}.
 */
package io.collectionsync.runtime;
