package io.collectionsync.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest names. */
final class Version implements IVersionProvider {

    /** @return such as {@code 0.1.0}; {@code development} outside a jar */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"collection-sync " + number(), "Java " + Runtime.version()};
    }
}
