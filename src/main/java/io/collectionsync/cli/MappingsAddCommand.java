package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.Mapping;
import io.collectionsync.runtime.Engine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        description = "Maps collections to a group: checks both, shows the first plan, asks, and writes the file."
                + " Several groups: each gets a mapping of its own with all the collections.",
        footer = {"", "Example: collection-sync mappings add --collection PS100012 --group \"Pilot ring\""})
final class MappingsAddCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Mixin
    private TenantOption tenant;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--collection",
            paramLabel = "ID",
            required = true,
            description = "Collection id or name; may be given several times.")
    private List<String> collections;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            required = true,
            description = "Group by object id or whole name; may be given several times.")
    private List<String> groups;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the mapping; default: the group's name.")
    private String name;

    @Option(
            names = "--create-group",
            description = "Make the group: an assigned security group that the application owns.")
    private boolean createGroup;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        if (!yes && !common.terminal().isPresent()) {
            throw wrong("Nobody can be asked here: give --yes to write without a question");
        }
        if (groups.size() > 1 && (name != null || createGroup)) {
            throw wrong("--name and --create-group go with one --group");
        }
        var settings = common.settingsAlone().settings();
        var fresh = new NewMappings(common, settings);
        String in = tenant.one(settings);
        var drafts = new ArrayList<Mapping>();
        try (var engine = common.engine(fresh.configuration())) {
            var finder = new Finder(engine, in);
            var ids = new LinkedHashSet<String>();
            collections.forEach(word -> ids.add(finder.collection(word).id()));
            if (createGroup) {
                return create(fresh, engine, finder, List.copyOf(ids), in);
            }
            for (String word : groups) {
                var group = finder.target(word, fresh.present());
                String called = name != null ? name : fresh.freeName(group.name(), group.id(), drafts);
                drafts.add(fresh.draft(called, group.id(), List.copyOf(ids), in));
            }
        }
        return fresh.offer(drafts, yes);
    }

    /** A new group's first plan is what its collections ask for; it is made only after somebody has agreed. */
    private int create(NewMappings fresh, Engine engine, Finder finder, List<String> ids, String in)
            throws IOException {
        String title = groups.get(0).strip();
        finder.refuseTaken(title);
        var nobody = new UUID(0, 0);
        String called = name != null ? name : fresh.freeName(title, nobody, List.of());
        var desired = engine.desired(fresh.draft(called, nobody, ids, in));
        if (!common.isJson()) {
            common.out()
                    .println("The first plan: group '" + title + "' is made in tenant " + in
                            + ", an assigned security group that the application owns; "
                            + desired.members().size()
                            + " additions, 0 removals, " + desired.unresolved().size() + " members unresolved.");
        }
        if (!yes && !common.terminal().isYes("Make the group and write the mapping to config/mappings.yaml?")) {
            common.out().println("Nothing was made or written.");
            return ExitCode.DONE;
        }
        UUID group = engine.createGroup(in, title);
        var draft = fresh.draft(called.equals(nobody.toString()) ? group.toString() : called, group, ids, in);
        try {
            fresh.write(List.of(draft));
        } catch (IOException | RuntimeException unwritten) {
            throw new IOException(
                    "Group '" + title + "' was made as " + group + ", but its mapping could not be" + " written: "
                            + unwritten.getMessage(),
                    unwritten);
        }
        if (common.isJson()) {
            var document = JsonNodeFactory.instance.objectNode();
            document.putArray("mappings").add(MappingsCommand.json(draft));
            common.out().println(Json.text(document.put("written", true).put("created", group.toString())));
        } else {
            common.out()
                    .println("Group '" + title + "' is made: " + group + ".\n" + NewMappings.written(List.of(draft)));
        }
        return ExitCode.DONE;
    }

    private ParameterException wrong(String line) {
        return new ParameterException(command.commandLine(), line);
    }
}
