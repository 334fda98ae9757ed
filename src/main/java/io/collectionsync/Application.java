package io.collectionsync;

import io.collectionsync.cli.CommandLineInterface;

/** Starts the program: everything an administrator types is a command. */
public final class Application {

    private Application() {
    }

    public static void main(String[] arguments) {
        System.exit(CommandLineInterface.execute(arguments));
    }
}
