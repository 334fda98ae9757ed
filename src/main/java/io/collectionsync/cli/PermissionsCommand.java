package io.collectionsync.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.collectionsync.graph.auth.Permission;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.runtime.Engine;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "permissions",
        mixinStandardHelpOptions = true,
        description = "The application permissions with their ids and reasons, the link for admin consent, and a script"
                + " that registers the application with a certificate. Works before there are settings.",
        footer = {
            "",
            "Example: collection-sync permissions --tenant contoso --script powershell",
            "Example: collection-sync permissions --wait"
        })
final class PermissionsCommand implements Callable<Integer> {

    /** The line that Configuration Manager's console shows when its application has been updated. */
    private static final String UPDATED = "Application settings successfully updated";

    /** The languages of the scripts. */
    enum Script {
        powershell,
        az
    }

    @Mixin
    private CommonOptions common;

    @Mixin
    private TenantOption tenant;

    @Option(
            names = "--script",
            paramLabel = "LANGUAGE",
            description = "Print a ready script: ${COMPLETION-CANDIDATES}.")
    private Script script;

    @Option(names = "--optional", description = "With the permissions for user collections and --create-group.")
    private boolean optional;

    @Option(names = "--wait", description = "Ask for tokens until they carry the needed permissions.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "900",
            description = "How long to wait; default: ${DEFAULT-VALUE}.")
    private int timeout;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How often to ask; default: ${DEFAULT-VALUE}.")
    private int interval;

    @Override
    public Integer call() throws InterruptedException {
        if (wait) {
            return await();
        }
        var permissions = Stream.of(Permission.values())
                .filter(one -> optional || one.isNeeded())
                .toList();
        var registrations = registrations();
        if (script != null) {
            common.out()
                    .println(registrations.stream()
                            .map(one -> script == Script.az ? one.az(permissions) : one.powershell(permissions))
                            .collect(Collectors.joining("\n\n")));
        } else {
            common.out().println(common.isJson() ? json(registrations) : text(registrations));
        }
        return ExitCode.DONE;
    }

    /** Settings with faults are no reason not to say what must be registered: that comes before them. */
    private List<Registration> registrations() {
        Configuration configuration;
        try {
            configuration = common.settingsAlone();
        } catch (SettingsException notYet) {
            common.err()
                    .println("The settings are not complete yet: put your own values in for the words in"
                            + " capitals.");
            return List.of(Registration.blank());
        }
        var settings = configuration.settings();
        return tenant.named(settings).stream()
                .map(settings.tenants()::get)
                .map(Registration::of)
                .toList();
    }

    private int await() throws InterruptedException {
        var configuration = common.settingsAlone();
        long end = System.nanoTime() + Duration.ofSeconds(timeout).toNanos();
        try (var engine = common.engine(configuration)) {
            var open = new ArrayList<>(tenant.named(configuration.settings()));
            String last = "";
            while (true) {
                String lines = open.stream()
                        .map(name -> missing(engine, name))
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining("\n"));
                if (lines.isEmpty()) {
                    common.out().println(common.isJson() ? updated(true) : UPDATED);
                    return ExitCode.DONE;
                }
                if (!lines.equals(last)) {
                    common.err().println(lines);
                    common.err().flush();
                    last = lines;
                }
                if (System.nanoTime() > end) {
                    common.out().println(common.isJson() ? updated(false) : "Still missing after " + timeout + " s.");
                    return ExitCode.ERROR;
                }
                TimeUnit.SECONDS.sleep(interval);
            }
        }
    }

    private static String updated(boolean all) {
        return Json.text(JsonNodeFactory.instance.objectNode().put("updated", all));
    }

    /** @return what stands in the way in one tenant; empty when nothing does */
    private static String missing(Engine engine, String name) {
        try {
            var missing = Permission.missing(engine.grantedNow(name));
            return missing.isEmpty()
                    ? ""
                    : "tenant " + name + ": missing "
                            + missing.stream().map(Permission::word).collect(Collectors.joining(", "));
        } catch (RuntimeException refused) {
            return Failures.of(refused).text();
        }
    }

    private static String text(List<Registration> registrations) {
        var text = new StringBuilder(Tables.table(
                List.of(Permission.values()),
                Tables.column("Application permission", Permission::word),
                Tables.column("Id", permission -> permission.id().toString()),
                Tables.column("Needed", permission -> permission.isNeeded() ? "yes" : "optional"),
                Tables.column("Why", Permission::reason)));
        for (var one : registrations) {
            text.append("\nTenant ")
                    .append(one.name())
                    .append(": an administrator consents at\n  ")
                    .append(one.consentLink());
        }
        return text.append("\nA script that registers the application and grants all this: permissions --script"
                        + " powershell (or az).\nThen: permissions --wait")
                .toString();
    }

    private static String json(List<Registration> registrations) {
        var document = JsonNodeFactory.instance.objectNode();
        var permissions = document.putArray("permissions");
        for (var permission : Permission.values()) {
            permissions
                    .addObject()
                    .put("name", permission.word())
                    .put("id", permission.id().toString())
                    .put("needed", permission.isNeeded())
                    .put("why", permission.reason());
        }
        var tenants = document.putArray("tenants");
        registrations.forEach(one -> tenants.addObject()
                .put("name", one.name())
                .put("id", one.tenantId())
                .put("clientId", one.clientId())
                .put("consentUrl", one.consentLink()));
        return Json.text(document);
    }
}
