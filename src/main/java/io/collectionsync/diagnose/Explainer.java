package io.collectionsync.diagnose;

import io.collectionsync.diagnose.Explanation.Known;
import io.collectionsync.diagnose.Explanation.Line;
import io.collectionsync.graph.read.DeviceLookup;
import io.collectionsync.membership.Desired;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.runtime.Engine;
import io.collectionsync.settings.Configuration;
import io.collectionsync.site.CollectionReaders;
import io.collectionsync.site.DeviceRecord;
import io.collectionsync.state.ChangeRow;
import io.collectionsync.state.Changes;
import io.collectionsync.state.deadletter.DeadLetter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Explains one device without a run: it judges its records with the very code by which a run judges a collection. */
public final class Explainer {

    private final Engine engine;
    private final Configuration configuration;
    private final CollectionReaders readers;
    private final Map<String, DeviceLookup> lookups = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    private Explainer(Engine engine, Configuration configuration) {
        this.engine = engine;
        this.configuration = configuration;
        this.readers = new CollectionReaders(configuration.settings().tenants());
    }

    /**
     * @param device its name, resource id or Entra device id
     * @return the explanation; empty where the site database has no such device
     */
    public static Optional<Explanation> explain(
            Configuration configuration, Map<String, String> environment, String device) {
        try (var engine = Engine.start(configuration, environment, false)) {
            return new Explainer(engine, configuration).explain(device);
        }
    }

    private Optional<Explanation> explain(String device) {
        var records = records(device);
        if (records.isEmpty()) {
            return Optional.empty();
        }
        configuration.mappings().stream().map(Mapping::tenant).distinct().forEach(tenant -> lookUp(tenant, records));
        var lines = new ArrayList<Line>();
        for (var record : records) {
            configuration.mappings().forEach(mapping -> lines.add(line(record, mapping, records)));
        }
        return Optional.of(new Explanation(records, lines, faults));
    }

    /** Records that share a device id belong together: the group holds their one object if any of them asks for it. */
    private List<DeviceRecord> records(String device) {
        var found = new LinkedHashMap<Long, DeviceRecord>();
        read(device).forEach(record -> found.put(record.resourceId(), record));
        var ids = found.values().stream().flatMap(this::deviceIds).distinct().toList();
        ids.forEach(id -> read(id.toString()).forEach(record -> found.putIfAbsent(record.resourceId(), record)));
        return List.copyOf(found.values());
    }

    private Stream<UUID> deviceIds(DeviceRecord record) {
        return configuration.settings().tenants().values().stream()
                .flatMap(tenant -> record.deviceIdFor(tenant.id()).stream());
    }

    @SuppressWarnings("unchecked")
    private List<DeviceRecord> read(String device) {
        return DeviceRecord.of(engine.ask(NeededRoute.EXPLAIN, device, List.class));
    }

    private void lookUp(String tenant, List<DeviceRecord> records) {
        var id = configuration.settings().tenants().get(tenant).id();
        var ids = records.stream()
                .flatMap(record -> record.deviceIdFor(id).stream())
                .distinct()
                .toList();
        try {
            var lookup = new DeviceLookup(tenant, engine.wiring().client.root(tenant), ids);
            lookups.put(tenant, engine.inquire(lookup));
        } catch (RuntimeException oneTenant) {
            faults.add(Failures.of(oneTenant).text());
        }
    }

    private Line line(DeviceRecord record, Mapping mapping, List<DeviceRecord> all) {
        var holding = isExcluded(mapping, record)
                ? List.<String>of()
                : mapping.collections().stream()
                        .filter(record.collections()::contains)
                        .toList();
        var lookup = lookups.get(mapping.tenant());
        if (lookup == null) {
            return new Line(
                    record,
                    mapping,
                    holding,
                    List.of(),
                    null,
                    Known.NOTHING,
                    "not known: tenant " + mapping.tenant() + " could not be asked");
        }
        var found = lookup.devices();
        var judged = readers.of(mapping).judge(List.of(record.cells()), found);
        var devices = devices(mapping, record, found);
        boolean inGroup = devices.stream().anyMatch(one -> lookup.isMember(one.objectId(), mapping.group()));
        var letter = letter(mapping, devices);
        var reason = judged.unresolved().isEmpty()
                ? null
                : judged.unresolved().get(0).reason();
        var next = new NextStep(
                        mapping,
                        configuration.settings().applyEnabled(),
                        !engine.wiring().pauses.of(mapping).isEmpty(),
                        wanted(mapping, all, found),
                        engine.wiring().states)
                .of(devices, reason, !holding.isEmpty(), inGroup, letter);
        var known = new Known(inGroup, change(mapping, devices), letter);
        return new Line(record, mapping, holding, devices, reason, known, next);
    }

    private List<DirectoryDevice> devices(Mapping mapping, DeviceRecord record, Map<UUID, Set<DirectoryDevice>> found) {
        var tenant = configuration.settings().tenants().get(mapping.tenant()).id();
        return record.deviceIdFor(tenant).map(id -> found.getOrDefault(id, Set.of())).orElse(Set.of()).stream()
                .sorted(Comparator.comparing(DirectoryDevice::objectId))
                .toList();
    }

    /** @return what those records ask for that are in the mapping's collections */
    private MemberIds wanted(Mapping mapping, List<DeviceRecord> all, Map<UUID, Set<DirectoryDevice>> found) {
        var rows = all.stream()
                .filter(record -> !isExcluded(mapping, record))
                .filter(record -> mapping.collections().stream().anyMatch(record.collections()::contains))
                .map(DeviceRecord::cells)
                .toList();
        Desired desired = readers.of(mapping).judge(rows, found);
        return desired.members();
    }

    private static boolean isExcluded(Mapping mapping, DeviceRecord record) {
        return mapping.exclude().stream().anyMatch(record.collections()::contains);
    }

    private ChangeRow change(Mapping mapping, List<DirectoryDevice> devices) {
        var changes = new Changes(engine.wiring().state);
        return devices.stream()
                .flatMap(device -> changes.of(device.objectId()).stream())
                .filter(change -> change.group().equals(mapping.group()))
                .max(Comparator.comparing(ChangeRow::time))
                .orElse(null);
    }

    private DeadLetter letter(Mapping mapping, List<DirectoryDevice> devices) {
        return devices.stream()
                .flatMap(device -> engine.wiring().deadLetters.of(device.objectId()).stream())
                .filter(letter -> letter.group().equals(mapping.group()))
                .filter(letter -> letter.state().isOpen())
                .findFirst()
                .orElse(null);
    }
}
