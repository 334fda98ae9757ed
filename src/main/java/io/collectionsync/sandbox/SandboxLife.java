package io.collectionsync.sandbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes on in a company: devices join and leave collections, and somebody edits a mapped group by hand. Each edit
 * is one log line. Edits keep a group within 5 % of its collection, far below any guard. Deterministic by seed.
 */
public final class SandboxLife implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxLife.class);
    /** Largest share of a group that all edits together may put wrong. */
    private static final double MOST_WRONG = 0.05;

    private final Sandbox sandbox;
    private final Random random;
    private final long periodMillis;
    private final Map<String, Integer> usualSize = new HashMap<>();
    private ScheduledExecutorService timer;

    SandboxLife(Sandbox sandbox, SandboxOptions options) {
        this.sandbox = sandbox;
        this.random = new Random(options.seed());
        this.periodMillis = Math.max(1, options.lifePeriod().toMillis());
    }

    /** Lets life begin; it goes on until {@link #close}. */
    public synchronized void start() {
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(work -> {
                Thread thread = new Thread(work, "sandbox-life");
                thread.setDaemon(true);
                return thread;
            });
            timer.scheduleWithFixedDelay(this::editQuietly, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** Lets life pause; it can be started again. */
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private void editQuietly() {
        try {
            edit();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("sandbox not changed this time");
        }
    }

    /** One edit now, and what was done, in words; null when an edit would have put too much wrong. */
    public synchronized String edit() {
        SandboxMapping mapping =
                sandbox.mappings().get(random.nextInt(sandbox.mappings().size()));
        List<UUID> members = new ArrayList<>(mapping.group().members());
        if (members.size() * MOST_WRONG < 1 + wrong(mapping)) {
            return null;
        }
        String done =
                switch (random.nextInt(3)) {
                    case 0 -> move(mapping);
                    case 1 -> addByHand(mapping);
                    default -> removeByHand(mapping, members.get(random.nextInt(members.size())));
                };
        LOG.atInfo().addKeyValue("change", done).log("sandbox changed");
        return done;
    }

    /** A device joins the mapping's first collection, or leaves it when the collection has grown. */
    private String move(SandboxMapping mapping) {
        String collection = mapping.collections().get(0);
        List<Integer> members = sandbox.site().members(collection);
        int usual = usualSize.computeIfAbsent(collection, any -> members.size());
        if (members.size() > usual || random.nextBoolean() && members.size() == usual) {
            int resourceId = members.get(random.nextInt(members.size()));
            sandbox.site().removeMember(collection, resourceId);
            return "device " + name(resourceId) + " left collection " + collection + " of mapping " + mapping.name();
        }
        SandboxDevice device = someDevice(mapping.tenant());
        sandbox.site().addMember(collection, device.resourceId());
        return "device " + device.name() + " joined collection " + collection + " of mapping " + mapping.name();
    }

    private String addByHand(SandboxMapping mapping) {
        SandboxDevice device = someDevice(mapping.tenant());
        mapping.group().add(device.objectId());
        return "somebody added " + device.name() + " by hand to group "
                + mapping.group().displayName();
    }

    private String removeByHand(SandboxMapping mapping, UUID member) {
        mapping.group().remove(member);
        DirectoryObject object = sandbox.tenant(mapping.tenant()).object(member);
        return "somebody removed " + (object == null ? member : object.displayName()) + " by hand from group "
                + mapping.group().displayName();
    }

    /** How many members of the group differ from its collections now. */
    private int wrong(SandboxMapping mapping) {
        Set<UUID> expected = sandbox.expectedMembers(mapping.tenant(), mapping.collections());
        Set<UUID> present = mapping.group().members();
        int foreign =
                (int) present.stream().filter(id -> !expected.contains(id)).count();
        return foreign + expected.size() - (present.size() - foreign);
    }

    private SandboxDevice someDevice(String tenant) {
        SandboxDevice.Kind kind =
                tenant.equals("contoso") ? SandboxDevice.Kind.JOINED : SandboxDevice.Kind.OTHER_TENANT;
        SandboxDevice device;
        do {
            device = sandbox.world().device(1 + random.nextInt(sandbox.site().devices()));
        } while (device.kind() != kind);
        return device;
    }

    private String name(int resourceId) {
        return sandbox.world()
                .device(resourceId - SandboxWorld.FIRST_RESOURCE_ID)
                .name();
    }
}
