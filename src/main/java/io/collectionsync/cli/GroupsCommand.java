package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.graph.read.FoundGroup;
import io.collectionsync.graph.read.GroupSearch;
import io.collectionsync.reconcile.Failures;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "groups",
        mixinStandardHelpOptions = true,
        description = "The groups of the tenants.",
        footer = {"", "Example: collection-sync groups search pilot"})
final class GroupsCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Missing: search");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Finds groups by a part of their name or the whole of it, in upper or lower case, and tells"
                    + " whether each can be the target of a mapping, and why not.",
            footer = {"", "Example: collection-sync groups search \"pilot ring\" --tenant contoso"})
    int search(
            @Mixin CommonOptions common,
            @Mixin TenantOption tenant,
            @Parameters(paramLabel = "TEXT", description = "Any part of the name.") String text) {
        var configuration = common.settingsAlone();
        var tenants = tenant.named(configuration.settings());
        var groups = new ArrayList<FoundGroup>();
        var faults = new ArrayList<String>();
        try (var engine = common.engine(configuration)) {
            for (String name : tenants) {
                try {
                    groups.addAll(
                            engine.inquire(GroupSearch.containing(name, text)).found());
                } catch (RuntimeException oneTenant) {
                    faults.add(Failures.of(oneTenant).text());
                }
            }
        }
        if (common.isJson()) {
            common.out().println(json(groups, faults));
        } else if (!groups.isEmpty() || faults.isEmpty()) {
            common.out().println(table(groups, text));
        }
        faults.forEach(common.err()::println);
        return faults.isEmpty() ? ExitCode.DONE : ExitCode.ERROR;
    }

    static String table(List<FoundGroup> groups) {
        return Tables.table(
                groups,
                Tables.column("Tenant", FoundGroup::tenant),
                Tables.column("Group", FoundGroup::name),
                Tables.column("Group id", group -> group.id().toString()),
                Tables.column("Kind", FoundGroup::kind),
                Tables.column("Target", GroupsCommand::target));
    }

    private static String table(List<FoundGroup> groups, String text) {
        return groups.isEmpty() ? "No group with '" + text + "' in its name." : table(groups);
    }

    private static String target(FoundGroup group) {
        return group.isTarget() ? "yes" : "no: " + group.fault();
    }

    private static String json(List<FoundGroup> groups, List<String> faults) {
        var document = JsonNodeFactory.instance.objectNode();
        var array = document.putArray("groups");
        groups.forEach(group -> array.add(json(group)));
        faults.forEach(document.putArray("errors")::add);
        return Json.text(document);
    }

    private static ObjectNode json(FoundGroup group) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("tenant", group.tenant())
                .put("id", group.id().toString())
                .put("name", group.name())
                .put("kind", group.kind())
                .put("canBeTarget", group.isTarget())
                .put("why", group.fault());
    }
}
