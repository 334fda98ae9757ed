package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.Mapping;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.runtime.Engine;
import io.collectionsync.settings.Settings;
import io.collectionsync.site.CloudSyncMapping;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Takes over the mappings of the site's own Cloud Sync: shows their first plan, asks, writes the"
                + " file, and prints what to switch off in the console.",
        footer = {"", "Example: collection-sync mappings import --yes"})
final class MappingsImportCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private TenantOption tenant;

    @Spec
    private CommandSpec command;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    private final List<String> skipped = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        if (!yes && !common.terminal().isPresent()) {
            throw new ParameterException(
                    command.commandLine(), "Nobody can be asked here: give --yes to write without a question");
        }
        var settings = common.settingsAlone().settings();
        var fresh = new NewMappings(common, settings);
        List<Mapping> drafts;
        try (var engine = common.engine(fresh.configuration())) {
            drafts = drafts(fresh, engine, settings, byGroup(engine));
        }
        skipped.forEach(common.err()::println);
        if (drafts.isEmpty()) {
            common.out().println(common.isJson() ? nothing() : "Nothing to take over.");
            return skipped.isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
        }
        int exit = fresh.offer(drafts, yes);
        if (!common.isJson()) {
            common.out().println(switchOff(drafts));
        }
        return exit == ExitCode.DONE && !skipped.isEmpty() ? ExitCode.ERROR : exit;
    }

    private static String nothing() {
        var document = JsonNodeFactory.instance.objectNode();
        document.putArray("mappings");
        return Json.text(document.put("written", false));
    }

    @SuppressWarnings("unchecked")
    private Map<UUID, List<CloudSyncMapping>> byGroup(Engine engine) {
        List<Map<String, Object>> rows = engine.ask(NeededRoute.CLOUD_SYNC_MAPPINGS, "", List.class);
        return CloudSyncMapping.of(rows, line -> skipped.add("Left out: " + line)).stream()
                .collect(Collectors.groupingBy(CloudSyncMapping::group, LinkedHashMap::new, Collectors.toList()));
    }

    private List<Mapping> drafts(
            NewMappings fresh, Engine engine, Settings settings, Map<UUID, List<CloudSyncMapping>> byGroup) {
        var drafts = new ArrayList<Mapping>();
        byGroup.forEach((group, rows) -> {
            try {
                drafts.add(draft(fresh, engine, tenantOf(rows.get(0), settings), group, rows, drafts));
            } catch (ParameterException usage) {
                throw usage;
            } catch (RuntimeException notThisOne) {
                skipped.add("Left out: " + Failures.of(notThisOne).text());
            }
        });
        return drafts;
    }

    private Mapping draft(
            NewMappings fresh, Engine engine, String in, UUID id, List<CloudSyncMapping> rows, List<Mapping> others) {
        var finder = new Finder(engine, in);
        var group = finder.target(id.toString(), fresh.present());
        var collections = new LinkedHashSet<String>();
        rows.forEach(row -> collections.add(finder.collection(row.collection()).id()));
        return fresh.draft(fresh.freeName(group.name(), id, others), id, List.copyOf(collections), in);
    }

    private String tenantOf(CloudSyncMapping row, Settings settings) {
        if (row.tenantId() == null) {
            return tenant.one(settings);
        }
        return tenant.named(settings).stream()
                .filter(name -> settings.tenants().get(name).id().equals(row.tenantId()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("group " + row.group() + " lies in tenant "
                        + row.tenantId() + ", which is not configured or not meant"));
    }

    private static String switchOff(List<Mapping> drafts) {
        var text = new StringBuilder("Now switch the site's own Cloud Sync off for these, or both will write the same"
                + " groups. In the console, for each collection: Properties > Cloud Sync > Remove:");
        drafts.forEach(draft -> draft.collections().forEach(collection -> text.append("\n  collection ")
                .append(collection)
                .append(", group ")
                .append(draft.name())
                .append(" (")
                .append(draft.group())
                .append(')')));
        return text.append("\nMicrosoft does not say what that does to the members: 'collection-sync apply' puts right"
                        + " what it may have changed.")
                .toString();
    }
}
