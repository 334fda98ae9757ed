package io.collectionsync.site;

import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;

/**
 * A Kerberos login with a key table, under a name of its own, beside whatever the JVM is configured with. No file and
 * no system property is needed.
 */
final class KeytabLogin extends Configuration {

    private final String name;
    private final AppConfigurationEntry entry;
    private final Configuration others;

    private KeytabLogin(String name, AppConfigurationEntry entry, Configuration others) {
        this.name = name;
        this.entry = entry;
        this.others = others;
    }

    /** Makes the login known in this JVM; a former one of the same name is replaced. */
    static synchronized void install(String name, String principal, Path keytab) {
        var options = Map.of(
                "useKeyTab",
                "true",
                "keyTab",
                keytab.toAbsolutePath().toString(),
                "principal",
                principal,
                "storeKey",
                "true",
                "doNotPrompt",
                "true",
                "refreshKrb5Config",
                "true");
        var entry = new AppConfigurationEntry(
                "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, options);
        Configuration.setConfiguration(new KeytabLogin(name, entry, others(name)));
    }

    /** @return the JVM's configuration; null where it has none */
    private static Configuration others(String name) {
        try {
            var present = Configuration.getConfiguration();
            return present instanceof KeytabLogin former && former.name.equals(name) ? former.others : present;
        } catch (SecurityException none) {
            return null;
        }
    }

    @Override
    public AppConfigurationEntry[] getAppConfigurationEntry(String wanted) {
        return wanted.equals(name)
                ? new AppConfigurationEntry[] {entry}
                : others == null ? null : others.getAppConfigurationEntry(wanted);
    }

    @Override
    public void refresh() {
        if (others != null) {
            others.refresh();
        }
    }
}
