package io.collectionsync.collection;

import java.sql.SQLException;
import java.util.Map;

/** What the site database's errors mean for the administrator (SQL Server's error numbers). */
public final class SiteFault {

    private static final String UNREACHABLE =
            "no connection, or it was lost; check configmgr.url, the firewall and that the server runs";

    private static final Map<Integer, String> WORDS = Map.of(
            208, "a view is missing; is configmgr.url the site database (CM_…)?",
            207, "a column is missing; is this a Configuration Manager site database of a supported version?",
            229, "the login may not read a view; run config/sql/grants.sql",
            4060, "the database does not exist or the login may not open it; correct databaseName in configmgr.url",
            18456, "the login failed; correct configmgr.username and configmgr.password",
            1205, "the read was a deadlock victim",
            1222, "the read waited too long for a lock");

    private static final Map<String, String> STATES = Map.of(
            "28000", "the login failed; correct configmgr.username and configmgr.password",
            "08S01", UNREACHABLE,
            "08001", UNREACHABLE,
            "90067", UNREACHABLE,
            "42S02", "a view is missing; is configmgr.url the site database (CM_…)?",
            "42S22", "a column is missing; is this a Configuration Manager site database of a supported version?");

    private SiteFault() {
    }

    /** @return one line with the meaning, the mend and the database's own words */
    public static String line(SQLException fault) {
        SQLException cause = fault;
        while (cause.getCause() instanceof SQLException deeper) {
            cause = deeper;
        }
        String words = WORDS.getOrDefault(cause.getErrorCode(),
                STATES.getOrDefault(String.valueOf(cause.getSQLState()), "it could not be read"));
        return "Site database: " + words + " (" + cause.getErrorCode() + " " + firstLine(cause.getMessage()) + ")";
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }
}
