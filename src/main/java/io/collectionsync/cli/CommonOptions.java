package io.collectionsync.cli;

import io.collectionsync.membership.RunReport;
import io.collectionsync.runtime.Engine;
import io.collectionsync.runtime.Logs;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.MappingsFile;
import io.collectionsync.settings.SettingsException;
import io.collectionsync.settings.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every command understands. */
final class CommonOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder that holds config, routes and data; default: env COLLECTION_SYNC_HOME, else the"
                    + " distribution's own folder.")
    private Path home;

    @Option(names = "--json", description = "Print one JSON document on standard output; logs go to standard error.")
    private boolean json;

    boolean isJson() {
        return json;
    }

    boolean hasHome() {
        return home != null;
    }

    Path home() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        String named = System.getenv("COLLECTION_SYNC_HOME");
        return (named != null && !named.isBlank() ? Path.of(named) : distribution())
                .toAbsolutePath()
                .normalize();
    }

    /** @return the unpacked distribution's folder, which the start script names; else the working folder */
    static Path distribution() {
        return Path.of(System.getProperty("collection-sync.distribution", ""));
    }

    /** @throws SettingsException with every fault at once */
    Configuration configuration() {
        var configuration = Configuration.load(home(), System.getenv());
        Logs.format(configuration.settings().monitoring().log());
        return configuration;
    }

    /**
     * @return the settings, with no mapping: for commands that come before the first mapping
     * @throws SettingsException with every fault at once
     */
    Configuration settingsAlone() {
        return new Configuration(SettingsReader.read(home(), System.getenv()), List.of());
    }

    /**
     * @return the settings and the mappings that there are so far: none where nobody has written the first one yet
     * @throws SettingsException with every fault at once
     */
    Configuration configurationSoFar() throws IOException {
        return MappingsFile.isUntouched(home()) ? settingsAlone() : configuration();
    }

    /** @return where questions are asked */
    Terminal terminal() {
        return ((CommandLineInterface) command.root().userObject()).terminal();
    }

    /**
     * Starts an engine for one command, which a signal stops.
     *
     * @throws RuntimeException as {@link Engine#start} does
     */
    Engine engine(Configuration configuration) {
        return stop().guarded(Engine.start(configuration, System.getenv(), false));
    }

    StopRequest stop() {
        return ((CommandLineInterface) command.root().userObject()).stop();
    }

    /**
     * Tells of a run that a signal stopped.
     *
     * @param then how it goes on
     * @return the exit code
     */
    int stopped(RunReport report, String then) {
        String line = StopRequest.line(report, then);
        if (json) {
            out().println(Json.text(Json.of(report).put("stopped", line)));
        }
        err().println(line);
        return ExitCode.STOPPED;
    }

    /** @return shows on a terminal how far {@code engine} is, until it is closed */
    Bar bar(String task, Engine engine) {
        return new Bar(terminal(), task, engine::progress, System.err, Bar.PATIENCE);
    }

    PrintWriter out() {
        return command.root().commandLine().getOut();
    }

    PrintWriter err() {
        return command.root().commandLine().getErr();
    }
}
