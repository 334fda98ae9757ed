package io.collectionsync;

import io.collectionsync.cli.CommandLineInterface;

/** Starts the program: everything an administrator types is a command. */
public final class Application {

    private Application() {
    }

    public static void main(String[] arguments) {
        // H2 reads it once, when its classes load: its servers listen on loopback only
        System.setProperty("h2.bindAddress", "127.0.0.1");
        System.exit(CommandLineInterface.execute(arguments));
    }
}
