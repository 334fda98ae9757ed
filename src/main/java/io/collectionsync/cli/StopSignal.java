package io.collectionsync.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT. No shutdown hook: hooks run side by side, and the embedded database's own would close it under a
 * batch in flight. Only {@code sun.misc.Signal} hears signals; it is called by name, because javac warns of it in a way
 * that cannot be switched off, and here every warning is an error.
 */
final class StopSignal {

    private StopSignal() {}

    /** @return what opens at the first of them from now on */
    static CountDownLatch latch() {
        var stop = new CountDownLatch(1);
        each(stop::countDown);
        return stop;
    }

    /** Has {@code action} called at each of them from now on, on a thread of its own. */
    static void each(Runnable action) {
        List.of("TERM", "INT").forEach(name -> handle(name, action));
    }

    private static void handle(String name, Runnable action) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (self, method, raised) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException absent) {
            throw new IllegalStateException(
                    "this Java (" + Runtime.version() + ") has no module jdk.unsupported", absent);
        }
    }
}
