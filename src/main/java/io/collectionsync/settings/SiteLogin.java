package io.collectionsync.settings;

import java.nio.file.Path;

/**
 * How to log in to the site database and whom to trust there; the words behind the driver's properties. What the JDBC
 * URL says itself wins.
 *
 * @param authentication      null: by user name, or as the URL says
 * @param domain              Windows domain for NTLM, may be null
 * @param principal           Kerberos principal whose key the key table holds, null without one
 * @param keytab              Kerberos key table, null: ticket cache, or user name and password
 * @param trustFile           PEM file of the authorities to trust, null: the trust store or the JVM's own
 * @param trustStore          PKCS#12 or JKS file of the authorities to trust
 * @param trustStorePassword  its password, null without one
 * @param multiSubnetFailover whether the server is a listener over several subnets
 * @param readOnlyIntent      whether a readable secondary may answer
 */
public record SiteLogin(
        Authentication authentication,
        String domain,
        String principal,
        Path keytab,
        Path trustFile,
        Path trustStore,
        String trustStorePassword,
        boolean multiSubnetFailover,
        boolean readOnlyIntent) {

    public static final SiteLogin DEFAULT = new SiteLogin(null, null, null, null, null, null, null, false, false);

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

        public String word() {
            return word;
        }
    }

    @Override
    public String toString() {
        return ("SiteLogin[authentication=%s, domain=%s, principal=%s, keytab=%s, trustFile=%s, trustStore=%s, "
                        + "multiSubnetFailover=%s, readOnlyIntent=%s]")
                .formatted(
                        authentication,
                        domain,
                        principal,
                        keytab,
                        trustFile,
                        trustStore,
                        multiSubnetFailover,
                        readOnlyIntent);
    }
}
