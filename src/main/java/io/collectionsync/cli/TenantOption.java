package io.collectionsync.cli;

import io.collectionsync.settings.Settings;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which tenants a command is about. */
final class TenantOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "The tenant by its name in config/application.properties; default: every tenant.")
    private String name;

    /** @return the tenant named, or all of them */
    List<String> named(Settings settings) {
        if (name != null && !settings.tenants().containsKey(name)) {
            throw unusable(
                    "--tenant = " + name + ": no tenant of this name in config/application.properties", settings);
        }
        return name == null ? List.copyOf(settings.tenants().keySet()) : List.of(name);
    }

    /** @return the one tenant that is meant */
    String one(Settings settings) {
        var meant = named(settings);
        if (meant.size() > 1) {
            throw unusable("--tenant must be given where several tenants are configured", settings);
        }
        return meant.get(0);
    }

    private ParameterException unusable(String line, Settings settings) {
        return new ParameterException(
                command.commandLine(),
                line + " (" + String.join(", ", settings.tenants().keySet()) + ")");
    }
}
