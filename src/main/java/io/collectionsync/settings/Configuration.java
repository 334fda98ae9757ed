package io.collectionsync.settings;

import io.collectionsync.membership.Mapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Both files of {@code config/}, checked together. */
public record Configuration(Settings settings, List<Mapping> mappings) {

    public Configuration {
        mappings = List.copyOf(mappings);
    }

    /**
     * @param home        the folder that holds {@code config/}
     * @param environment variables by name, such as {@link System#getenv()}
     * @throws SettingsException with every fault of both files
     */
    public static Configuration load(Path home, Map<String, String> environment) {
        var faults = new Faults();
        var draft = SettingsReader.draft(home, environment, faults);
        var mappings = MappingsReader.read(home, draft.tenants(), draft.guard(), faults);
        faults.throwIfAny();
        return new Configuration(draft.settings(), mappings);
    }
}
