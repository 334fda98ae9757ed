package io.collectionsync.reload;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds a run up. */
public final class Pause {

    private final AtomicInteger guests = new AtomicInteger();
    private volatile CountDownLatch door = new CountDownLatch(0);

    public void here() throws InterruptedException {
        guests.incrementAndGet();
        door.await();
    }

    void hold() {
        door = new CountDownLatch(1);
    }

    void release() {
        door.countDown();
    }

    int guests() {
        return guests.get();
    }

    void awaitGuest() {
        await().until(() -> guests() > 0);
    }
}
