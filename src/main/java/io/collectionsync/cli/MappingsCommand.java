package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.collectionsync.membership.Limits;
import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.MappingsFile;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "mappings",
        mixinStandardHelpOptions = true,
        description = "Reads and edits config/mappings.yaml; comments and order stay. A running runtime follows.",
        subcommands = {MappingsAddCommand.class, MappingsImportCommand.class},
        footer = {"", "Example: collection-sync mappings list"})
final class MappingsCommand implements Runnable {

    @Spec
    private CommandSpec command;

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Missing: list, add, remove, validate or import");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Shows the mappings of the file.",
            footer = {"", "Example: collection-sync mappings list --json"})
    int list(@Mixin CommonOptions common) {
        var mappings = common.configuration().mappings();
        common.out().println(common.isJson() ? json(mappings) : table(mappings));
        return ExitCode.DONE;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Checks both files of config/ and lists every fault at once; asks no server.",
            footer = {"", "Example: collection-sync mappings validate"})
    int validate(@Mixin CommonOptions common) {
        var mappings = common.configuration().mappings();
        common.out()
                .println(
                        common.isJson()
                                ? Json.text(JsonNodeFactory.instance
                                        .objectNode()
                                        .put("valid", true)
                                        .put("mappings", mappings.size()))
                                : "config/mappings.yaml is valid: " + mappings.size() + " mappings.");
        return ExitCode.DONE;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Takes a mapping out of the file. Its group stays as it is.",
            footer = {"", "Example: collection-sync mappings remove pilot-ring"})
    int remove(
            @Mixin CommonOptions common,
            @Parameters(paramLabel = "NAME", description = "The mapping's name or its group's id.") String name)
            throws IOException {
        var configuration = common.configuration();
        var mappings = configuration.mappings();
        int position = position(mappings, name);
        if (mappings.size() == 1) {
            throw new IllegalStateException("Mapping " + name + " is the last one: a file without a mapping is an"
                    + " error. Write 'enabled: false' beside it, or stop the runtime");
        }
        MappingsFile.read(common.home()).without(position).save(configuration.settings());
        var group = mappings.get(position).group().toString();
        common.out()
                .println(
                        common.isJson()
                                ? Json.text(JsonNodeFactory.instance
                                        .objectNode()
                                        .put("removed", mappings.get(position).name())
                                        .put("group", group))
                                : "Mapping " + mappings.get(position).name() + " is taken out. Group " + group
                                        + " stays as it is, with all its members.");
        return ExitCode.DONE;
    }

    private int position(List<Mapping> mappings, String name) {
        for (int i = 0; i < mappings.size(); i++) {
            if (mappings.get(i).name().equals(name)
                    || mappings.get(i).group().toString().equalsIgnoreCase(name)) {
                return i;
            }
        }
        throw new ParameterException(
                command.commandLine(),
                "NAME = " + name + ": no mapping of this name or group in" + " config/mappings.yaml");
    }

    private static String table(List<Mapping> mappings) {
        return Tables.table(
                mappings,
                Tables.column("Mapping", Mapping::name),
                Tables.column("Collections", mapping -> String.join(" ", mapping.collections())),
                Tables.column("Group", mapping -> mapping.group().toString()),
                Tables.column("Tenant", Mapping::tenant),
                Tables.column("Foreign members", MappingsCommand::foreign),
                Tables.figure("Keep", mapping -> String.valueOf(mapping.keep().size())),
                Tables.column("Enabled", mapping -> mapping.enabled() ? "yes" : "no"));
    }

    private static String foreign(Mapping mapping) {
        return mapping.foreignMembers().word();
    }

    private static String json(List<Mapping> mappings) {
        var document = JsonNodeFactory.instance.objectNode();
        var array = document.putArray("mappings");
        mappings.forEach(mapping -> array.add(json(mapping)));
        return Json.text(document);
    }

    static ObjectNode json(Mapping mapping) {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("name", mapping.name())
                .put("group", mapping.group().toString());
        mapping.collections().forEach(json.putArray("collections")::add);
        json.put("tenant", mapping.tenant()).put("foreignMembers", foreign(mapping));
        var keep = json.putArray("keep");
        mapping.keep().forEach(id -> keep.add(id.toString()));
        Limits limits = mapping.limits();
        json.put("enabled", mapping.enabled())
                .putObject("guard")
                .put("maxRemovals", limits.maxRemovals())
                .put("maxRemovalPercent", limits.maxRemovalPercent())
                .put("smallGroup", limits.smallGroup())
                .put("allowEmpty", limits.allowEmpty())
                .put("firstRun", limits.firstRun().word())
                .put("windowSeconds", limits.window().toSeconds());
        return json;
    }
}
