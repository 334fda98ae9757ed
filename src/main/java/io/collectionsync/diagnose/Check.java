package io.collectionsync.diagnose;

import io.collectionsync.graph.auth.Permission;
import io.collectionsync.membership.Mapping;
import io.collectionsync.reconcile.Failures;
import io.collectionsync.reload.NeededRoute;
import io.collectionsync.run.OtherWriters;
import io.collectionsync.runtime.Engine;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.Tenant;
import io.collectionsync.site.SiteProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/** Proves what a run needs, part by part, through the same pools, tokens and routes as a run. */
public final class Check {

    /**
     * One line of the result.
     *
     * @param subject what was proved
     * @param isOk    whether it holds
     * @param line    what was found; for a fault with the fix
     */
    public record Finding(String subject, boolean isOk, String line) {}

    private final Engine engine;
    private final List<Finding> findings = new ArrayList<>();
    private Set<String> ofUsers = Set.of();

    private Check(Engine engine) {
        this.engine = engine;
    }

    /** @return every finding; settings are proved already, they would not have loaded */
    public static List<Finding> all(Configuration configuration, Map<String, String> environment) {
        try (var engine = Engine.start(configuration, environment, false)) {
            var check = new Check(engine);
            check.findings.add(new Finding(
                    "settings",
                    true,
                    configuration.mappings().size() + " mappings, "
                            + configuration.settings().tenants().size() + " tenants"
                            + (configuration.settings().applyEnabled()
                                    ? ""
                                    : "; apply.enabled is false: nothing is written")));
            var mappings = configuration.mappings();
            check.siteDatabase(mappings);
            configuration.settings().tenants().values().forEach(tenant -> check.token(tenant, mappings));
            mappings.forEach(mapping -> check.group(mapping));
            if (mappings.isEmpty()) {
                check.findings.add(new Finding(
                        "mappings",
                        false,
                        "none yet; add one: collection-sync mappings add" + " --collection ID --group NAME"));
            }
            check.otherWriters(mappings);
            return check.findings;
        }
    }

    private void siteDatabase(List<Mapping> mappings) {
        var probe = SiteProbe.of(engine.wiring().site, mappings);
        ofUsers = probe.ofUsers();
        probe.findings().forEach(found -> findings.add(new Finding(found.subject(), found.isOk(), found.line())));
    }

    private void token(Tenant tenant, List<Mapping> mappings) {
        String subject = "token of tenant " + tenant.name();
        boolean issued = prove(subject, () -> {
            engine.wiring().tokens.ensure(tenant.name());
            return "issued, valid until " + engine.wiring().tokens.expires(tenant.name());
        });
        if (issued) {
            var missing = needed(tenant, mappings).stream()
                    .filter(one -> !one.isGrantedBy(engine.wiring().tokens.roles(tenant.name())))
                    .toList();
            findings.add(
                    new Finding(
                            "permissions of tenant " + tenant.name(),
                            missing.isEmpty(),
                            missing.isEmpty()
                                    ? "members can be added and removed"
                                    : "missing "
                                            + missing.stream()
                                                    .map(one -> one.word() + " (" + one.reason() + ")")
                                                    .collect(Collectors.joining(", "))
                                            + ": grant these application permissions with admin consent; see 'collection-sync permissions'"));
        }
    }

    private Set<Permission> needed(Tenant tenant, List<Mapping> mappings) {
        var needed = new TreeSet<>(mappings.isEmpty() ? Permission.needed(false) : List.of());
        mappings.stream()
                .filter(mapping -> mapping.tenant().equals(tenant.name()))
                .forEach(mapping -> needed.addAll(Permission.needed(ofUsers.contains(mapping.name()))));
        return needed;
    }

    private void group(Mapping mapping) {
        prove("mapping " + mapping.name() + ", group " + mapping.group(), () -> {
            var facts = engine.groupFacts(mapping);
            if (!ofUsers.contains(mapping.name())) {
                facts.requireWritable();
            }
            return facts.name() + " can be a target";
        });
    }

    @SuppressWarnings("unchecked")
    private void otherWriters(List<Mapping> mappings) {
        List<Map<String, Object>> rows;
        try {
            rows = engine.ask(NeededRoute.CLOUD_SYNC_MAPPINGS, "", List.class);
        } catch (RuntimeException notReadable) {
            findings.add(new Finding(
                    "the site's own Cloud Sync",
                    true,
                    "its mappings are not readable, so nobody knows"
                            + " whether it feeds a mapped group too: see the last grants in config/sql/grants.sql ("
                            + Failures.of(notReadable).text() + ")"));
            return;
        }
        OtherWriters.warnings(mappings, rows)
                .forEach(line -> findings.add(new Finding("the site's own Cloud Sync", true, "warning, " + line)));
    }

    private boolean prove(String subject, Callable<String> proof) {
        try {
            findings.add(new Finding(subject, true, proof.call()));
            return true;
        } catch (Exception e) {
            findings.add(new Finding(subject, false, Failures.of(e).text()));
            return false;
        }
    }
}
