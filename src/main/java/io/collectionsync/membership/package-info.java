/**
 * The thinking about membership: sets of members, the plan, the guard, outcomes. Pure functions and values belong
 * here, each of which a test can call with nothing set up. No input or output, no log, no clock, no Camel: this
 * package imports the JDK alone. Read {@link io.collectionsync.membership.Planner},
 * {@link io.collectionsync.membership.Guard}, then {@link io.collectionsync.membership.MappingReport}.
 */
package io.collectionsync.membership;
