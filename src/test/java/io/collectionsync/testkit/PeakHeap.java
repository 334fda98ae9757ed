package io.collectionsync.testkit;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/** Looks at this process's heap ten times a second until interrupted: the pools' own peaks are not of one moment. */
public final class PeakHeap extends Thread {

    private volatile long megabytes;

    public PeakHeap() {
        super("peak-heap");
        setDaemon(true);
    }

    /** @return the most that was seen, garbage included */
    public long megabytes() {
        return megabytes;
    }

    @Override
    public void run() {
        try {
            while (true) {
                long now =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
                megabytes = Math.max(megabytes, now);
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException over) {
            interrupt();
        }
    }
}
