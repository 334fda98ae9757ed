/**
 * Reading from Entra: a group's facts and members, devices and users by their ids, groups by name. Queries, paging,
 * and the rule that a read counts whole or not at all belong here. Nothing here changes anything.
 */
package io.collectionsync.graph.read;
