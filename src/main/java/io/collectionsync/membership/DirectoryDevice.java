package io.collectionsync.membership;

import java.util.UUID;

/**
 * A device as Entra knows it.
 *
 * @param deviceId  the Entra device id, by which Configuration Manager knows it
 * @param objectId  the directory object's id, by which a group knows it
 * @param joinType  {@code AzureAd}, {@code ServerAd} or {@code Workplace}; null where Entra tells none
 * @param enabled   whether the device is enabled in Entra
 * @param name      display name, may be null
 */
public record DirectoryDevice(UUID deviceId, UUID objectId, String joinType, boolean enabled, String name) {}
