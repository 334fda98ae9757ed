/**
 * The thinking about membership: sets of members, the plan, the guard, outcomes. Pure functions and values; imports
 * the JDK only. Read {@link io.collectionsync.membership.Planner}, {@link io.collectionsync.membership.Guard}, then
 * {@link io.collectionsync.membership.MappingReport}.
 */
package io.collectionsync.membership;
