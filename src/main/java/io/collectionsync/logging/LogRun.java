package io.collectionsync.logging;

import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/** The run that a thread works for: every line that it logs names it. */
public final class LogRun {

    static final String KEY = "run";

    private LogRun() {}

    public static void begin(String run) {
        MDC.put(KEY, run);
    }

    public static void end() {
        MDC.remove(KEY);
    }

    /** Threads that work for the run of whoever gave them the task. */
    public static final class Pool extends ThreadPoolExecutor {

        /** Each mapping brings a bounded number of tasks, so the queue is bounded by the mappings of a run. */
        public Pool(int threads, String name) {
            super(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            var number = new AtomicInteger();
            setThreadFactory(work -> new Thread(work, name + "-" + number.incrementAndGet()));
            allowCoreThreadTimeOut(true);
        }

        @Override
        public void execute(Runnable work) {
            var giver = MDC.getCopyOfContextMap();
            super.execute(() -> {
                MDC.setContextMap(giver == null ? Map.of() : giver);
                try {
                    work.run();
                } finally {
                    MDC.clear();
                }
            });
        }
    }
}
