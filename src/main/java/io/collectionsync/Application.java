package io.collectionsync;

import io.collectionsync.cli.CommandLineInterface;

/** Starts the program: everything an administrator types is a command. */
public final class Application {

    private Application() {}

    public static void main(String[] arguments) {
        System.exit(end(arguments));
    }

    /** A crash is 1, whatever threads are still at work. */
    private static int end(String... arguments) {
        try {
            prepareH2();
            return CommandLineInterface.execute(arguments);
        } catch (Throwable crash) {
            System.err.println("Crashed: " + crash);
            return 1;
        }
    }

    /** What H2, which plays the site database, reads once, when its classes load. */
    public static void prepareH2() {
        // its servers listen on loopback only
        System.setProperty("h2.bindAddress", "127.0.0.1");
        // its cache of small values is one for all threads, and ids are never found there
        System.setProperty("h2.objectCache", "false");
    }
}
