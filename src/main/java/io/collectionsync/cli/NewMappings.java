package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Sources;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Trigger;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.MappingsFile;
import io.collectionsync.settings.MappingsReader;
import io.collectionsync.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** New mappings on their way into the file: their first plan is shown, somebody agrees, they are written. */
final class NewMappings {

    private final CommonOptions common;
    private final Settings settings;
    private final MappingsFile file;
    private final List<Mapping> present;

    NewMappings(CommonOptions common, Settings settings) throws IOException {
        this.common = common;
        this.settings = settings;
        this.file = MappingsFile.read(common.home());
        this.present = file.mappings(settings);
    }

    List<Mapping> present() {
        return present;
    }

    /** @return settings and mappings as they are now */
    Configuration configuration() {
        return new Configuration(settings, present);
    }

    /** @return a mapping with the defaults of the settings */
    Mapping draft(String name, UUID group, List<String> collections, String tenant) {
        return new Mapping(
                name,
                group,
                new Sources(collections),
                tenant,
                ForeignMembers.REMOVE,
                MemberIds.none(),
                true,
                settings.guard());
    }

    /** @return {@code wished}, if a mapping may be called so and none is; else the group's id */
    String freeName(String wished, UUID group, List<Mapping> others) {
        boolean taken = Stream.concat(present.stream(), others.stream())
                .anyMatch(mapping -> mapping.name().equalsIgnoreCase(wished));
        return taken || !MappingsReader.isName(wished) ? group.toString() : wished;
    }

    /** @return what the first run over {@code drafts} would do; nothing is written to a group */
    RunReport plan(List<Mapping> drafts) {
        try (var engine = common.engine(new Configuration(settings, drafts))) {
            return engine.run(new RunRequest(List.of(), RunRequest.Mode.PLAN, Trigger.COMMAND));
        }
    }

    /**
     * Shows the first plan, asks, and writes.
     *
     * @param yes whether somebody has agreed beforehand
     */
    int offer(List<Mapping> drafts, boolean yes) throws IOException {
        var plan = plan(drafts);
        if (plan.isStopped()) {
            return common.stopped(plan, "no mapping was written");
        }
        if (!common.isJson()) {
            common.out().println("The first plan:");
            common.out().println(Tables.of(plan));
        }
        boolean agreed = !plan.any(Status.FAILED) && (yes || common.terminal().isYes(question(drafts)));
        if (agreed) {
            write(drafts);
        }
        if (common.isJson()) {
            var document = JsonNodeFactory.instance.objectNode();
            var array = document.putArray("mappings");
            drafts.forEach(draft -> array.add(MappingsCommand.json(draft)));
            document.put("written", agreed).set("plan", Json.of(plan));
            common.out().println(Json.text(document));
        } else {
            common.out().println(agreed ? written(drafts) : "Nothing was written.");
        }
        return plan.any(Status.FAILED) ? ExitCode.ERROR : ExitCode.DONE;
    }

    private static String question(List<Mapping> drafts) {
        return "Write " + (drafts.size() == 1 ? "this mapping" : "these " + drafts.size() + " mappings")
                + " to config/mappings.yaml?";
    }

    void write(List<Mapping> drafts) throws IOException {
        var edited = file;
        for (Mapping draft : drafts) {
            edited = edited.with(draft, settings.tenants().size() > 1);
        }
        edited.save(settings);
    }

    static String written(List<Mapping> drafts) {
        return drafts.stream().map(Mapping::name).toList() + " written to config/mappings.yaml. A running runtime takes"
                + " it up with its next run; at once: collection-sync apply \""
                + drafts.get(0).name() + "\"";
    }
}
