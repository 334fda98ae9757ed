package io.collectionsync.sandbox;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A Configuration Manager site database and two Entra tenants inside this process: enough to run, watch and test
 * Collection Sync without either. Any number can live in one process; each ends with {@link #close}.
 */
public final class Sandbox implements AutoCloseable {

    private final SandboxOptions options;
    private final SandboxWorld world;
    private final SandboxCertificates certificates = new SandboxCertificates();
    private final SandboxGraph graph;
    private final SandboxSite site;
    private final SandboxLife life;
    private int inDirectory;

    private Sandbox(SandboxOptions options) {
        this.options = options;
        world = new SandboxWorld(options.seed());
        graph = new SandboxGraph(options, new SandboxClock(options.clockSpeed()), certificates);
        SandboxTenant contoso = graph.addTenant("contoso", world.uuid("tenant", 1), world.uuid("app", 1));
        SandboxTenant fabrikam = graph.addTenant("fabrikam", world.uuid("tenant", 2), world.uuid("app", 2));
        site = new SandboxSite(
                world, contoso.id(), fabrikam.id(), options.ports().site());
        DefaultDirectory.fill(world, contoso, fabrikam);
        site.fill(options.devices());
        addObjects(options.devices());
        DefaultDirectory.preset(this);
        life = new SandboxLife(this, options);
    }

    /** Starts both servers and fills them; returns when they answer. */
    public static Sandbox start(SandboxOptions options) {
        return new Sandbox(options);
    }

    public SandboxOptions options() {
        return options;
    }

    /** The site database. */
    public SandboxSite site() {
        return site;
    }

    /** Graph and the token endpoint. */
    public SandboxGraph graph() {
        return graph;
    }

    /** The tenant {@code contoso} or {@code fabrikam}. */
    public SandboxTenant tenant(String name) {
        return graph.tenant(name);
    }

    /** What devices there are, by running number. */
    public SandboxWorld world() {
        return world;
    }

    /** Changes that go on by themselves once started. */
    public SandboxLife life() {
        return life;
    }

    /** The authority that signed the Graph sandbox's certificate. */
    public SandboxCertificates certificates() {
        return certificates;
    }

    /** The mappings that {@link #writeHome} writes. */
    public List<SandboxMapping> mappings() {
        return DefaultDirectory.mappings(this);
    }

    /**
     * Writes a ready home: settings, mappings, authority, secrets, and a copy of the routes. What a former sandbox left
     * in {@code config} is overwritten; {@code data} is never touched.
     *
     * @param home         folder of the home, made if missing
     * @param routesSource folder of the routes to copy, null to copy none
     */
    public void writeHome(Path home, Path routesSource) {
        new SandboxHome(this).write(home, routesSource);
    }

    /** Puts further devices into the site and, where they have an object, into their tenant's directory. */
    public synchronized void grow(int devices) {
        site.addDevices(devices);
        addObjects(devices);
    }

    /**
     * Object ids that a right client finds for collections: Entra joined devices of the tenant whose device id exactly
     * one object bears, and whose record is not obsolete. The truth to compare a group with.
     */
    public Set<UUID> expectedMembers(String tenantName, List<String> collections) {
        SandboxTenant tenant = tenant(tenantName);
        boolean contoso = tenantName.equals("contoso");
        Set<UUID> expected = new HashSet<>();
        for (String collection : collections) {
            for (int resourceId : site.members(collection)) {
                SandboxDevice device = world.device(resourceId - SandboxWorld.FIRST_RESOURCE_ID);
                boolean here = contoso != (device.kind() == SandboxDevice.Kind.OTHER_TENANT);
                if (device.deviceId() != null && here && device.kind() != SandboxDevice.Kind.OBSOLETE) {
                    addIfPlain(tenant, device.deviceId(), expected);
                }
            }
        }
        return expected;
    }

    private static void addIfPlain(SandboxTenant tenant, UUID deviceId, Set<UUID> expected) {
        List<DirectoryObject.Device> objects = tenant.devicesWith(deviceId);
        if (objects.size() == 1 && objects.get(0).trustType().equals("AzureAd")) {
            expected.add(objects.get(0).id());
        }
    }

    private void addObjects(int count) {
        DefaultDirectory.addDevices(world, inDirectory + 1, inDirectory + count, tenant("contoso"), tenant("fabrikam"));
        inDirectory += count;
    }

    @Override
    public void close() {
        life.close();
        graph.close();
        site.close();
    }
}
