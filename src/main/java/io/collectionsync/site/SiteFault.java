package io.collectionsync.site;

import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * What the site database's errors mean for the administrator. The numbers are SQL Server's (Microsoft docs: database
 * engine errors); SQL states and the numbers from 42,000 on are those of the embedded database.
 */
public final class SiteFault {

    /** What went wrong, as far as a number or a state tells. */
    enum Kind {
        MISSING_VIEW("a view is missing; is configmgr.url the site database (CM_…)?"),
        MISSING_COLUMN("a column is missing; is this a Configuration Manager site database of a supported version?"),
        NO_RIGHT("the login may not read a view; run config/sql/grants.sql, 'collection-sync check' names the grants"),
        NO_DATABASE("the database does not exist or the login may not open it; correct databaseName in configmgr.url"),
        NO_LOGIN("the login failed; correct configmgr.username and configmgr.password, or configmgr.authentication"),
        NO_LOGIN_OR_DATABASE("the login failed, or the database does not exist; correct configmgr.username,"
                + " configmgr.password and the name of the database in configmgr.url"),
        DEADLOCK("the read was a deadlock victim; the next run reads again"),
        LOCKED("the read waited too long for a lock; the next run reads again"),
        TOO_SLOW("a statement took longer than configmgr.query-timeout; the next run reads again"),
        STANDBY("this availability replica does not answer; name the listener in configmgr.url, and see"
                + " configmgr.application-intent"),
        CHANGED("a view or a table was changed while it was read; the next run reads again"),
        NO_SNAPSHOT("a view reads another database, which does not allow snapshot isolation; have it switched on there,"
                + " or off for the site database"),
        UNTRUSTED("its certificate is not trusted; name its authority or the certificate itself in"
                + " configmgr.trust-file, or have a certificate of a known authority installed on SQL Server"),
        OTHER_HOST("its certificate is another host's; write the name that it bears in configmgr.url, as the server or"
                + " as ;hostNameInCertificate=…"),
        SILENT("it did not answer in time; check that the server runs, or raise configmgr.socket-timeout"),
        UNREACHABLE("no connection, or it was lost; check configmgr.url, the firewall and that the server runs"),
        UNKNOWN("it could not be read");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private static final Map<Integer, Kind> NUMBERS = Map.ofEntries(
            Map.entry(208, Kind.MISSING_VIEW),
            Map.entry(42102, Kind.MISSING_VIEW),
            Map.entry(42104, Kind.MISSING_VIEW),
            Map.entry(207, Kind.MISSING_COLUMN),
            Map.entry(42122, Kind.MISSING_COLUMN),
            Map.entry(229, Kind.NO_RIGHT),
            Map.entry(230, Kind.NO_RIGHT),
            Map.entry(90096, Kind.NO_RIGHT),
            Map.entry(4060, Kind.NO_DATABASE),
            Map.entry(90149, Kind.NO_DATABASE),
            Map.entry(90013, Kind.NO_DATABASE),
            Map.entry(90079, Kind.NO_DATABASE),
            Map.entry(18456, Kind.NO_LOGIN),
            Map.entry(28000, Kind.NO_LOGIN_OR_DATABASE),
            Map.entry(1205, Kind.DEADLOCK),
            Map.entry(40001, Kind.DEADLOCK),
            Map.entry(1222, Kind.LOCKED),
            Map.entry(50200, Kind.LOCKED),
            Map.entry(57014, Kind.TOO_SLOW),
            Map.entry(90067, Kind.UNREACHABLE),
            Map.entry(596, Kind.UNREACHABLE),
            Map.entry(6005, Kind.UNREACHABLE),
            Map.entry(90028, Kind.UNREACHABLE),
            Map.entry(90098, Kind.UNREACHABLE),
            Map.entry(90121, Kind.UNREACHABLE),
            Map.entry(976, Kind.STANDBY),
            Map.entry(978, Kind.STANDBY),
            Map.entry(983, Kind.STANDBY),
            Map.entry(3952, Kind.NO_SNAPSHOT),
            Map.entry(3961, Kind.CHANGED));

    private static final Map<String, Kind> STATES = Map.of(
            "28000",
            Kind.NO_LOGIN,
            "08S01",
            Kind.UNREACHABLE,
            "08001",
            Kind.UNREACHABLE,
            "08006",
            Kind.UNREACHABLE,
            "90067",
            Kind.UNREACHABLE,
            "42S02",
            Kind.MISSING_VIEW,
            "42S22",
            Kind.MISSING_COLUMN,
            "HY008",
            Kind.TOO_SLOW,
            "HYT00",
            Kind.TOO_SLOW);

    /** What the same read may escape a moment later (fact sheet on SQL Server, 1: retryable). */
    private static final Set<Kind> PASSING = Set.of(Kind.DEADLOCK, Kind.LOCKED, Kind.CHANGED, Kind.UNREACHABLE);

    private SiteFault() {}

    /** @return one line with the meaning, the fix and the database's own words */
    public static String line(SQLException fault) {
        SQLException cause = deepest(fault);
        return "Site database: " + kind(fault).words + " (" + cause.getErrorCode() + " " + firstLine(cause.getMessage())
                + ")";
    }

    /** @return whether the same read may succeed a moment later; a login that was refused may not */
    public static boolean mayPass(SQLException fault) {
        return PASSING.contains(kind(fault)) && find(fault, SiteDatabase.Refusal.class) == null;
    }

    static Kind kind(SQLException fault) {
        var cause = deepest(fault);
        if (find(fault, SSLException.class) != null
                && String.valueOf(cause.getMessage()).contains("PKIX")) {
            return Kind.UNTRUSTED;
        }
        if (find(fault, CertificateException.class) != null) {
            return Kind.OTHER_HOST;
        }
        // every Kerberos failure bears 18456, a network that is down too (tried)
        var network = find(fault, java.io.IOException.class);
        if (network instanceof SocketTimeoutException
                || cause instanceof SQLTransientConnectionException
                || String.valueOf(cause.getMessage()).contains("Read timed out")) {
            return Kind.SILENT;
        }
        if (network != null && cause.getErrorCode() == 18456) {
            return Kind.UNREACHABLE;
        }
        return NUMBERS.getOrDefault(
                cause.getErrorCode(), STATES.getOrDefault(String.valueOf(cause.getSQLState()), Kind.UNKNOWN));
    }

    private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static SQLException deepest(SQLException fault) {
        SQLException cause = fault;
        while (cause.getCause() instanceof SQLException deeper) {
            cause = deeper;
        }
        return cause;
    }

    private static String firstLine(String message) {
        return message == null ? "" : message.lines().findFirst().orElse("").strip();
    }
}
