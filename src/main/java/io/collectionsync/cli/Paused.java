package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.management.Pausing;
import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.Settings;
import io.collectionsync.state.Pause;
import io.collectionsync.state.Pause.Subject;
import io.collectionsync.state.StateAccess;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code pause} and {@code resume} are about: one mapping, all of them, or those of a tenant. */
final class Paused {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Mapping name or group id.")
    private String name;

    @Option(names = "--all", description = "All mappings, those that are added later included.")
    private boolean all;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "With --all: the mappings of this tenant alone.")
    private String tenant;

    /** @throws ParameterException if neither or both of NAME and {@code --all} are given */
    boolean isAll() {
        if (all == (name != null)) {
            throw usage("Give NAME, or --all");
        }
        if (tenant != null && !all) {
            throw usage("--tenant = " + tenant + ": goes with --all");
        }
        return all;
    }

    /** @throws ParameterException if there is no such mapping: a typing error must not pass as 'nothing to do' */
    Mapping mapping(Configuration configuration) {
        return configuration.mappings().stream()
                .filter(mapping -> mapping.isCalled(name))
                .findFirst()
                .orElseThrow(
                        () -> usage("NAME = " + name + ": no mapping or group of this name in config/mappings.yaml"));
    }

    /** @throws ParameterException if there is no such tenant */
    Subject subject(StateAccess access, Settings settings) {
        if (tenant == null) {
            return Subject.ALL;
        }
        if (!settings.tenants().containsKey(tenant)) {
            throw usage("--tenant = " + tenant + ": no such tenant in the settings, there are "
                    + String.join(", ", settings.tenants().keySet()));
        }
        return access.pauses().tenant(tenant);
    }

    private ParameterException usage(String fault) {
        return new ParameterException(command.commandLine(), fault);
    }

    /**
     * Tells what was done.
     *
     * @param word how JSON calls the number of pauses that were begun or ended
     */
    static void print(CommonOptions common, String word, Pausing.Done done) {
        if (!common.isJson()) {
            common.out().println(done.text());
            return;
        }
        var json = JsonNodeFactory.instance.objectNode().put(word, done.changed() ? 1 : 0);
        var mappings = json.putArray("mappings");
        if (done.changed() && !done.subject().isOfMany()) {
            mappings.add(done.subject().name());
        }
        add(json.putArray("pauses"), done.left());
        common.out().println(Json.text(json));
    }

    static void add(ArrayNode array, List<Pause> pauses) {
        pauses.forEach(pause -> array.addObject()
                .put("scope", pause.subject().scope().word())
                .put("name", pause.subject().name())
                .put("since", pause.since().toString())
                .put("by", pause.by())
                .put("reason", pause.why()));
    }
}
