package io.collectionsync.membership;

/**
 * A user of a collection that may become a member, as the site database knows it.
 *
 * @param resourceId the site's number of it
 * @param name       DOMAIN\name, may be null
 * @param identity   what to find it by in Entra
 */
public record UserResource(long resourceId, String name, UserIdentity identity) {}
