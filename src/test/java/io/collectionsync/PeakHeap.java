package io.collectionsync;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Looks at this process's heap ten times a second until interrupted: the pools' own peaks are not of one moment. */
final class PeakHeap extends Thread {

    private volatile long megabytes;

    PeakHeap() {
        super("peak-heap");
        setDaemon(true);
    }

    /** @return the most that was seen, garbage included */
    long megabytes() {
        return megabytes;
    }

    @Override
    public void run() {
        try {
            while (true) {
                long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
                megabytes = Math.max(megabytes, now);
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException over) {
            interrupt();
        }
    }
}
