package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import io.collectionsync.membership.Limits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code config/application.properties}. */
public final class SettingsReader {

    static final String FILE = "config/application.properties";

    private final Path home;
    private final Values values;
    private final Faults faults;

    private SettingsReader(Path home, Values values, Faults faults) {
        this.home = home;
        this.values = values;
        this.faults = faults;
    }

    /**
     * @param home        the folder that holds {@code config/}; relative paths in values start there
     * @param environment variables by name, such as {@link System#getenv()}
     * @throws SettingsException with every fault of the file
     */
    public static Settings read(Path home, Map<String, String> environment) {
        var faults = new Faults();
        var draft = draft(home, environment, faults);
        faults.throwIfAny();
        return draft.settings();
    }

    /**
     * What the mappings need to be checked beside settings that have faults themselves.
     *
     * @param settings null if any fault was found
     * @param tenants  the names in the file; empty if they are not known
     * @param guard    limits of mappings that name none
     */
    record Draft(Settings settings, Set<String> tenants, Limits guard) {}

    static Draft draft(Path home, Map<String, String> environment, Faults faults) {
        var none = new Draft(null, Set.of(), Limits.DEFAULT);
        var path = home.resolve(FILE);
        if (!Files.exists(path)) {
            faults.add(
                    FILE,
                    null,
                    null,
                    "must be there: copy it from the distribution, or name the right home with --home");
            return none;
        }
        var inFile = new Faults();
        try {
            var written = PropertiesFile.parse(FILE, TextFile.read(path), inFile);
            if (written.isEmpty() && !inFile.isEmpty()) {
                faults.addAll(inFile);
                return none;
            }
            var values = new Values(FILE, home, environment, inFile).take(written);
            var draft = new SettingsReader(home, values, inFile).bind();
            faults.addAll(inFile);
            return draft;
        } catch (BrokenRule unreadable) {
            faults.add(FILE, null, null, unreadable.getMessage());
            return none;
        }
    }

    private Draft bind() {
        var configMgr = ConfigMgr.read(values);
        var tenants = tenants();
        var network = Network.read(values);
        var guard = guard();
        var runs = RunSettings.read(values, guard);
        var state = State.read(values);
        var monitoring = Monitoring.read(values);
        if (!faults.isEmpty() || runs == null || monitoring == null) {
            return new Draft(null, values.tenants(), guard == null ? Limits.DEFAULT : guard);
        }
        var settings = new Settings(home, configMgr, tenants, network, runs, state, monitoring, values.camel());
        return new Draft(settings, tenants.keySet(), guard);
    }

    private Limits guard() {
        var removals = values.get(GUARD_MAX_REMOVALS, Rules::limit);
        var percent = values.get(GUARD_MAX_REMOVAL_PERCENT, Rules::percent);
        var smallGroup = values.get(GUARD_SMALL_GROUP, Rules::count);
        var allowEmpty = values.get(GUARD_ALLOW_EMPTY, Rules::flag);
        var window = values.get(GUARD_WINDOW, Rules::duration);
        var firstRun = values.get(GUARD_FIRST_RUN, Rules::firstRun);
        return removals == null
                        || percent == null
                        || smallGroup == null
                        || allowEmpty == null
                        || window == null
                        || firstRun == null
                ? null
                : new Limits(removals, percent, smallGroup, allowEmpty, window, firstRun);
    }

    private Map<String, Tenant> tenants() {
        var tenants = new LinkedHashMap<String, Tenant>();
        values.tenants().forEach(name -> tenants.put(name, Tenant.read(values, name)));
        if (tenants.isEmpty()) {
            values.fault(TENANT_ID, NAME, "must be given for one tenant at least, NAME being your word for it");
        }
        return tenants;
    }
}
