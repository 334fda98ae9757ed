package io.collectionsync;

import io.collectionsync.collection.Collections;
import io.collectionsync.directory.GroupFacts;
import io.collectionsync.directory.Permission;
import io.collectionsync.membership.Mapping;
import io.collectionsync.settings.Configuration;
import io.collectionsync.settings.Tenant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

/** Proves what a run needs, part by part, through the same pools, tokens and routes as a run. */
public final class Check {

    private static final Map<String, String> PROBES = new TreeMap<>(Map.of(
            "v_Collection", "SELECT CollectionID, Name, CollectionType, MemberCount, CurrentStatus"
                    + " FROM dbo.v_Collection WHERE 1 = 0",
            "v_FullCollectionMembership", "SELECT CollectionID, ResourceID, Name"
                    + " FROM dbo.v_FullCollectionMembership WHERE 1 = 0",
            "v_R_System", "SELECT ResourceID, AADDeviceID, AADTenantID, Obsolete0, Decommissioned0"
                    + " FROM dbo.v_R_System WHERE 1 = 0"));

    private static final String COLLECTION = "SELECT CollectionID, Name, CollectionType, MemberCount, CurrentStatus"
            + " FROM dbo.v_Collection WHERE CollectionID = ?";

    /**
     * One line of the result.
     *
     * @param subject what was proved
     * @param isOk    whether it holds
     * @param line    what was found; for a fault with the mend
     */
    public record Finding(String subject, boolean isOk, String line) {
    }

    private final Engine engine;
    private final List<Finding> findings = new ArrayList<>();

    private Check(Engine engine) {
        this.engine = engine;
    }

    /** @return every finding; settings are proved already, they would not have loaded */
    public static List<Finding> all(Configuration configuration, Map<String, String> environment) {
        try (var engine = Engine.start(configuration, environment, false);
             var template = engine.context().createProducerTemplate()) {
            var check = new Check(engine);
            check.findings.add(new Finding("settings", true, configuration.mappings().size() + " mappings, "
                    + configuration.settings().tenants().size() + " tenants"
                    + (configuration.settings().applyEnabled() ? "" : "; apply.enabled is false: nothing is written")));
            boolean reached = check.siteDatabase();
            configuration.settings().tenants().values().forEach(check::token);
            for (var mapping : configuration.mappings()) {
                check.group(mapping, template);
                if (reached) {
                    mapping.collections().forEach(collection -> check.collection(mapping, collection));
                }
            }
            return check.findings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean siteDatabase() {
        boolean reached = prove("site database", () -> {
            try (var connection = engine.wiring().site.getConnection()) {
                var about = connection.getMetaData();
                return about.getDatabaseProductName() + " " + about.getDatabaseProductVersion();
            }
        });
        if (reached) {
            PROBES.forEach((view, sql) -> prove("view " + view, () -> probe(sql)));
        }
        return reached;
    }

    private String probe(String sql) throws SQLException {
        try (var connection = engine.wiring().site.getConnection(); var statement = connection.prepareStatement(sql)) {
            statement.executeQuery().close();
            return "readable, with the columns that are needed";
        }
    }

    private void token(Tenant tenant) {
        String subject = "token of tenant " + tenant.name();
        boolean issued = prove(subject, () -> {
            engine.wiring().tokens.ensure(tenant.name());
            return "issued, valid until " + engine.wiring().tokens.expires(tenant.name());
        });
        if (issued) {
            var missing = Permission.missing(engine.wiring().tokens.roles(tenant.name()));
            findings.add(new Finding("permissions of tenant " + tenant.name(), missing.isEmpty(), missing.isEmpty()
                    ? "devices can be added and removed" : "missing " + missing.stream()
                    .map(one -> one.word() + " (" + one.reason() + ")").collect(Collectors.joining(", "))
                    + ": grant these application permissions with admin consent; see 'collection-sync permissions'"));
        }
    }

    private void group(Mapping mapping, ProducerTemplate template) {
        prove("mapping " + mapping.name() + ", group " + mapping.group(), () -> {
            var answer = template.request("direct:group-facts", exchange -> exchange.setProperty("mapping", mapping));
            if (answer.getException() != null) {
                throw answer.getException();
            }
            return answer.getMessage().getBody(GroupFacts.class).name() + " can be a target";
        });
    }

    private void collection(Mapping mapping, String id) {
        prove("mapping " + mapping.name() + ", collection " + id, () -> {
            var rows = new JdbcTemplate(engine.wiring().site).queryForList(COLLECTION, id);
            var gathering = new Collections(engine.wiring().settings.tenants()).gather(mapping);
            gathering.begin(id);
            gathering.startRead(rows);
            return rows.get(0).get("Name") + ", " + rows.get(0).get("MemberCount") + " members";
        });
    }

    private boolean prove(String subject, Callable<String> proof) {
        try {
            findings.add(new Finding(subject, true, proof.call()));
            return true;
        } catch (Exception e) {
            findings.add(new Finding(subject, false, FailureLine.of(e)));
            return false;
        }
    }
}
