package io.collectionsync.membership;

import java.util.UUID;

/**
 * A device of a collection that may become a member, as the site database knows it.
 *
 * @param resourceId the site's number of it
 * @param name       the computer's name, may be null
 * @param deviceId   its Entra device id
 */
public record Resource(long resourceId, String name, UUID deviceId) {}
