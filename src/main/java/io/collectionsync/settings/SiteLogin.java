package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.*;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to log in to the site database; the words behind the driver's properties. What the JDBC URL says itself wins.
 *
 * @param authentication      null: by user name, or as the URL says
 * @param domain              Windows domain for NTLM, may be null
 * @param principal           Kerberos principal whose key the key table holds, null without one
 * @param keytab              Kerberos key table, null: ticket cache, or user name and password
 * @param trust               whom to trust there
 * @param multiSubnetFailover whether the server is a listener over several subnets
 * @param readOnlyIntent      whether a readable secondary may answer
 */
public record SiteLogin(
        Authentication authentication,
        String domain,
        String principal,
        Path keytab,
        SiteTrust trust,
        boolean multiSubnetFailover,
        boolean readOnlyIntent) {

    public static final SiteLogin DEFAULT = new SiteLogin(null, null, null, null, SiteTrust.DEFAULT, false, false);

    /** The ways that SQL Server knows. */
    public enum Authentication {
        /** Windows authentication by Kerberos: key table, ticket cache, or user name and password. */
        KERBEROS("kerberos"),
        /** Windows authentication by NTLM v2 with user name and password. */
        NTLM("ntlm"),
        /** The account that the process runs under; Windows only. */
        WINDOWS("windows"),
        /** SQL Server's own logins. */
        SQL("sql");

        private final String word;

        Authentication(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** @return null after a fault */
    static SiteLogin read(Values values) {
        var way = values.get(CONFIGMGR_AUTHENTICATION, SiteLogin::authentication);
        var keytab = values.get(CONFIGMGR_KEYTAB, Rules.file(values.home()));
        var trust = SiteTrust.read(values);
        var failover = values.get(CONFIGMGR_MULTI_SUBNET_FAILOVER, Rules::flag);
        var readOnly = values.get(CONFIGMGR_APPLICATION_INTENT, SiteLogin::isReadOnly);
        checkAccount(values, way);
        onlyWith(values, Authentication.KERBEROS, way, CONFIGMGR_KEYTAB, CONFIGMGR_PRINCIPAL);
        onlyWith(values, Authentication.NTLM, way, CONFIGMGR_DOMAIN);
        values.refuseWithout(CONFIGMGR_PRINCIPAL, CONFIGMGR_KEYTAB);
        values.refuseWithout(CONFIGMGR_KEYTAB, CONFIGMGR_PRINCIPAL);
        return failover == null || readOnly == null
                ? null
                : new SiteLogin(
                        way,
                        values.text(CONFIGMGR_DOMAIN.key()),
                        values.text(CONFIGMGR_PRINCIPAL.key()),
                        keytab,
                        trust,
                        failover,
                        readOnly);
    }

    /** What each way of logging in needs besides (fact sheet on SQL Server, 1: logging in). */
    private static void checkAccount(Values values, Authentication way) {
        boolean hasName = values.has(CONFIGMGR_USERNAME.key());
        boolean needsName = way == Authentication.SQL || way == Authentication.NTLM;
        boolean takesNone =
                way == Authentication.WINDOWS || way == Authentication.KERBEROS && values.has(CONFIGMGR_KEYTAB.key());
        if (needsName && !hasName) {
            values.fault(CONFIGMGR_AUTHENTICATION, NAME, "needs configmgr.username and configmgr.password");
        }
        if (takesNone && hasName) {
            values.fault(
                    CONFIGMGR_USERNAME,
                    NAME,
                    way == Authentication.WINDOWS
                            ? "must be left out: with windows the account of the process logs in"
                            : "must be left out: the key table holds the account of configmgr.principal");
        }
    }

    private static void onlyWith(Values values, Authentication needed, Authentication way, SettingKey... keys) {
        if (way != needed) {
            Stream.of(keys)
                    .filter(key -> values.has(key.key()))
                    .forEach(key -> values.fault(
                            key, NAME, "must not stand without configmgr.authentication = " + needed.word()));
        }
    }

    private static Authentication authentication(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of(Authentication.values()), Authentication::word);
    }

    private static boolean isReadOnly(String text) throws BrokenRule {
        return Rules.oneOf(text, List.of("read-write", "read-only"), word -> word)
                .equals("read-only");
    }
}
