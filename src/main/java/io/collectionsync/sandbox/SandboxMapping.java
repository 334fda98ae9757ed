package io.collectionsync.sandbox;

import java.util.List;

/**
 * A mapping of the sandbox's home.
 *
 * @param name        name of the mapping
 * @param tenant      name of the tenant
 * @param group       the group that it keeps
 * @param collections collections whose union it holds
 */
public record SandboxMapping(String name, String tenant, SandboxGroup group, List<String> collections) {}
