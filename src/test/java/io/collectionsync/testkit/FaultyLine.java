package io.collectionsync.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP line between a pool and its server that can be cut, frozen, or lost after so many bytes. */
public final class FaultyLine implements AutoCloseable {

    private final ServerSocket entry;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesToClient = new AtomicLong(Long.MAX_VALUE);
    private final Object thaw = new Object();
    private volatile long next = Long.MAX_VALUE;
    private volatile boolean frozen;
    private volatile boolean down;

    public FaultyLine(int server) throws IOException {
        this.server = server;
        entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return entry.getLocalPort();
    }

    /** The server restarts: its connections are gone, new ones are refused until {@link #up()}. */
    public void down() {
        down = true;
        cut();
    }

    public void up() {
        down = false;
    }

    /** The connections that stand are gone, new ones are possible. */
    public void cut() {
        sockets.forEach(FaultyLine::close);
        sockets.clear();
    }

    /** Nothing goes through any more, and nobody is told. */
    public void freeze() {
        frozen = true;
    }

    public void thaw() {
        synchronized (thaw) {
            frozen = false;
            thaw.notifyAll();
        }
    }

    /** All connections are gone once the client has got so many more bytes; those that follow stand. */
    public void cutAfter(long bytes) {
        next = Long.MAX_VALUE;
        bytesToClient.set(bytes);
    }

    /** All connections are gone whenever the client has got so many more bytes. */
    public void cutEvery(long bytes) {
        next = bytes;
        bytesToClient.set(bytes);
    }

    private void accept() throws IOException {
        while (!entry.isClosed()) {
            var client = entry.accept();
            if (down) {
                client.close();
                continue;
            }
            var behind = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(client);
            sockets.add(behind);
            start(() -> pump(client.getInputStream(), behind.getOutputStream(), new AtomicLong(Long.MAX_VALUE)));
            start(() -> pump(behind.getInputStream(), client.getOutputStream(), bytesToClient));
        }
    }

    private void pump(InputStream in, OutputStream out, AtomicLong budget) throws IOException, InterruptedException {
        var buffer = new byte[8192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            synchronized (thaw) {
                while (frozen) {
                    thaw.wait();
                }
            }
            if (budget.addAndGet(-read) < 0) {
                budget.set(next);
                cut();
                return;
            }
            out.write(buffer, 0, read);
            out.flush();
        }
        out.close();
    }

    /** A step that ends when its sockets do. */
    private interface Step {
        void go() throws IOException, InterruptedException;
    }

    private static void start(Step step) {
        var thread = new Thread(() -> {
            try {
                step.go();
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        entry.close();
        thaw();
        cut();
    }
}
