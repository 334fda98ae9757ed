package io.collectionsync.site;

import io.collectionsync.membership.Mapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves what a run needs of the site database: each view, column and grant by name. It opens each view as a run does,
 * without reading a row: SQL Server's catalogue hides what a login has no right on, so only the answer to a statement
 * tells a missing view (208) from a missing grant (229).
 */
public final class SiteProbe {

    static final String OPEN = "SELECT * FROM %s WHERE 1 = 0";
    static final String SITE = "SELECT s.SiteCode, s.Version FROM dbo.v_Site s"
            + " JOIN dbo.v_Identification i ON i.ThisSiteCode = s.SiteCode";
    private static final Logger LOG = LoggerFactory.getLogger(SiteProbe.class);
    private static final String ROLE = "[collection-sync-reader]";

    private final SiteDatabase database;
    private final SiteNames names;
    private final List<SiteFinding> findings = new ArrayList<>();
    private final Set<String> ofUsers = new TreeSet<>();

    private SiteProbe(SiteDatabase database) {
        this.database = database;
        this.names = database.names();
    }

    /** @return the probe of a database, carried out */
    public static SiteProbe of(SiteDatabase database, List<Mapping> mappings) {
        var probe = new SiteProbe(database);
        try (var connection = database.getConnection()) {
            probe.probe(connection, mappings);
        } catch (SQLException fault) {
            probe.add("site database", false, SiteFault.line(fault));
        }
        return probe;
    }

    /** @return what was found; of several faults with one cause, one line */
    public List<SiteFinding> findings() {
        return List.copyOf(findings);
    }

    /** @return names of the mappings that hold user collections, as far as the collections could be read */
    public Set<String> ofUsers() {
        return Set.copyOf(ofUsers);
    }

    /** Logs product, version, options, site code and build, as soon as the database answers; nobody waits for it. */
    public static void logAbout(SiteDatabase database) {
        var thread = new Thread(
                () -> {
                    try (var connection = database.getConnection()) {
                        LOG.atInfo()
                                .addKeyValue(
                                        "about",
                                        SiteCatalogue.of(database.settings().url())
                                                        .about(connection) + ", " + site(connection))
                                .log("site database answered");
                    } catch (SQLException unanswered) {
                        LOG.atWarn()
                                .addKeyValue("error", SiteFault.line(unanswered))
                                .log("site database did not answer at start");
                    }
                },
                "site-database-about");
        thread.setDaemon(true);
        thread.start();
    }

    private void probe(Connection connection, List<Mapping> mappings) throws SQLException {
        var catalogue = SiteCatalogue.of(database.settings().url());
        add("site database", true, catalogue.about(connection) + ", " + site(connection));
        verification();
        if (views(connection, SiteNeed.of(database.settings().reading(), false))) {
            var collections = SiteCollections.read(connection, names);
            mappings.stream().filter(collections::hasUsers).map(Mapping::name).forEach(ofUsers::add);
            if (ofUsers.isEmpty() || views(connection, List.of(SiteNeed.USER))) {
                mappings.forEach(mapping -> findings.add(collections.probe(mapping)));
            }
            findings.addAll(
                    DeviceSources.probe(connection, names, database.settings().reading()));
        }
        var excess = catalogue.excess(connection);
        if (!excess.isEmpty()) {
            add(
                    "rights in the site database",
                    true,
                    "more than needed: the login may read " + String.join(" and ", excess)
                            + "; take that away, config/sql/grants.sql is enough");
        }
    }

    private void verification() {
        DriverProperties.unproved(database.settings().url())
                .ifPresent(words -> add(
                        "certificate of the site database",
                        true,
                        "not verified, because configmgr.url says " + words
                                + ": anybody in between can read and change what it answers"));
    }

    private boolean views(Connection connection, List<SiteNeed> needs) throws SQLException {
        var absent = new ArrayList<SiteNeed>();
        var closed = new ArrayList<SiteNeed>();
        int before = findings.size();
        for (var need : needs) {
            try {
                columns(need, open(connection, need));
            } catch (SQLException fault) {
                switch (SiteFault.kind(fault)) {
                    case MISSING_VIEW -> absent.add(need);
                    case NO_RIGHT -> closed.add(need);
                    default -> throw fault;
                }
            }
        }
        absent(absent, needs, connection);
        closed(closed);
        return findings.subList(before, findings.size()).stream().allMatch(SiteFinding::isOk);
    }

    private TreeMap<String, String> open(Connection connection, SiteNeed need) throws SQLException {
        var columns = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        try (var statement = connection.prepareStatement(OPEN.formatted(names.of(need.view())));
                var rows = statement.executeQuery()) {
            var about = rows.getMetaData();
            for (int i = 1; i <= about.getColumnCount(); i++) {
                columns.put(about.getColumnLabel(i), about.getColumnTypeName(i));
            }
        }
        return columns;
    }

    private void columns(SiteNeed need, TreeMap<String, String> present) {
        var missing = need.columns().stream()
                .filter(column -> !present.containsKey(column))
                .toList();
        String subject = "view " + names.of(need.view());
        if (missing.isEmpty()) {
            add(subject, true, "readable, with the columns that are needed" + types(present));
        } else {
            add(
                    subject,
                    false,
                    "lacks " + String.join(", ", missing)
                            + (missing.contains("AADDeviceID")
                                    ? ": sites know Entra ids from version 1906 on; update the site"
                                    : ": the site is of an unknown version")
                            + ", or name a view that has them in configmgr.view.*");
        }
    }

    private static String types(TreeMap<String, String> present) {
        var types = present.entrySet().stream()
                .filter(column -> Set.of("AADDeviceID", "AADUserID").contains(column.getKey()))
                .map(column -> column.getKey() + " is " + column.getValue())
                .toList();
        return types.isEmpty() ? "" : "; " + String.join(", ", types);
    }

    private void absent(List<SiteNeed> absent, List<SiteNeed> needs, Connection connection) throws SQLException {
        if (absent.isEmpty()) {
            return;
        }
        add(
                "views",
                false,
                absent.size() == needs.size() && needs.size() > 1
                        ? "the database " + connection.getCatalog() + " has none of " + list(absent)
                                + ": it is no site database; correct databaseName in configmgr.url (CM_ and the site code)"
                        : "the site database has no " + list(absent) + ": if the site wraps its views, name them in"
                                + " configmgr.view.*");
    }

    private void closed(List<SiteNeed> closed) {
        if (!closed.isEmpty()) {
            add(
                    "rights in the site database",
                    false,
                    "the login may not read " + list(closed) + "; have run: "
                            + closed.stream()
                                    .map(need -> "GRANT SELECT ON " + names.of(need.view()) + " TO " + ROLE + ";")
                                    .collect(Collectors.joining(" ")));
        }
    }

    private String list(List<SiteNeed> needs) {
        var views = new TreeSet<String>();
        needs.forEach(need -> views.add(names.of(need.view())));
        return String.join(", ", views);
    }

    /** Site code and build: worth a line, not worth a fault. */
    private static String site(Connection connection) {
        try (var statement = connection.prepareStatement(SITE);
                var row = statement.executeQuery()) {
            return row.next() ? "site " + row.getString(1) + " build " + row.getString(2) : "site unknown";
        } catch (SQLException unknown) {
            return "site unknown (v_Site and v_Identification are not readable, nor needed)";
        }
    }

    private void add(String subject, boolean ok, String line) {
        findings.add(new SiteFinding(subject, ok, line));
    }
}
