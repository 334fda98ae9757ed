package io.collectionsync.state.db;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.DirectoryDevice;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.Changes;
import io.collectionsync.state.KnownDevices;
import io.collectionsync.state.Leases;
import io.collectionsync.state.Runs;
import io.collectionsync.state.Samples;
import io.collectionsync.state.deadletter.DeadLetterPolicy;
import io.collectionsync.state.deadletter.DeadLetters;
import io.collectionsync.testkit.ChildRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * A second process on the embedded database: begins a run, records, takes a lease, says so and waits to be ended; or
 * writes all the time with several threads, or with one that tells of each commit; or stays in one transaction.
 */
final class StateProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private StateProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    private static final int WRITERS = 7;

    /** @return the process, once its rows are committed */
    static StateProcess start(Path dataFolder) throws IOException {
        return start(dataFolder, "once");
    }

    /** @return the process, once it has begun to write; the id of each of its runs ends with the number of changes */
    static StateProcess startWriters(Path dataFolder) throws IOException {
        return start(dataFolder, "writers");
    }

    /** @return the process, in the middle of a transaction that has written */
    static StateProcess startLongWrite(Path dataFolder) throws IOException {
        return start(dataFolder, "long write");
    }

    /** @return the process, whose {@link #next} are the numbers of runs on record, the first one as it found them */
    static StateProcess startCommits(Path dataFolder) throws IOException {
        return start(dataFolder, "commits");
    }

    /** @return the next number that the process tells; null when it has ended */
    Long next() throws IOException {
        var line = output.readLine();
        return line == null ? null : Long.valueOf(line);
    }

    private static StateProcess start(Path dataFolder, String what) throws IOException {
        var started = new StateProcess(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        ChildRuntime.flag(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StateProcess.class.getName(),
                        dataFolder.toString(),
                        what)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        String line;
        while ((line = started.output.readLine()) != null) {
            if (line.equals("ready")) {
                return started;
            }
        }
        throw new IOException("The process ended before it was ready");
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As SIGTERM does. */
    void terminate() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    long id() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] args) throws IOException {
        if (args[1].equals("commits")) {
            commitAllTheTime(StateDatabase.openEmbedded(Path.of(args[0])));
        }
        var database = StateDatabase.openEmbedded(Path.of(args[0]));
        switch (args[1]) {
            case "writers" -> writeAllTheTime(database);
            case "long write" -> database.write(StateProcess::writeAndWait);
            default -> recordAndWait(database);
        }
    }

    private static void commitAllTheTime(StateDatabase database) {
        var runs = new Runs(database);
        var devices = new KnownDevices(database, Clock.systemUTC());
        System.out.println("ready");
        for (var random = new Random(); true; runs.begin(Samples.request(), List.of())) {
            System.out.println(runs.count());
            devices.save(
                    "tenant",
                    random.longs(random.nextInt(60), 0, 2_000)
                            .distinct()
                            .mapToObj(Samples::id)
                            .map(id -> new DirectoryDevice(id, id, "AzureAD", true, "PC " + random.nextInt()))
                            .toList());
        }
    }

    private static void writeAllTheTime(StateDatabase database) {
        for (int writer = 0; writer < WRITERS; writer++) {
            new Thread(new Writer(database, writer)).start();
        }
        System.out.println("ready");
    }

    private static void recordAndWait(StateDatabase database) throws IOException {
        var runs = new Runs(database);
        var pilot = Samples.mapping("pilot");
        var run = runs.begin(Samples.request(), List.of(pilot));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endAsTheRuntimeDoes(database, runs, run)));
        var outcomes = List.of(Samples.outcome(Change.addition(Samples.id(1)), Outcome.Result.RETRYABLE));
        Samples.record(new Changes(database), run, pilot, outcomes);
        new DeadLetters(database, DeadLetterPolicy.DEFAULT).park(run, pilot, outcomes);
        new Leases(database).acquire(pilot.group(), "run-1");
        System.out.println("ready");
        System.in.read();
    }

    private static int writeAndWait(JdbcOperations jdbc) {
        jdbc.update("delete from drift");
        System.out.println("ready");
        try {
            return System.in.read();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What is recorded while the process ends must be written. */
    private static void endAsTheRuntimeDoes(StateDatabase database, Runs runs, Run run) {
        var end = System.nanoTime() + Duration.ofMillis(800).toNanos();
        while (System.nanoTime() < end) {
            Samples.record(
                    new Changes(database),
                    run,
                    Samples.mapping("pilot"),
                    List.of(Samples.outcome(Change.addition(Samples.id(2)), Outcome.Result.APPLIED)));
        }
        runs.finished(new RunReport(run, List.of(), Duration.ZERO));
        database.close();
    }

    /** @return a run of its own, whose id ends with the number of its changes */
    static Run run(int changes) {
        return new Run(
                UUID.randomUUID().toString().substring(0, 30) + "-" + changes,
                RunRequest.Mode.APPLY,
                Trigger.SCHEDULE,
                Instant.now(),
                List.of());
    }

    /** What lanes and heartbeat of a runtime write. */
    record Writer(StateDatabase database, int number) implements Runnable {

        @Override
        public void run() {
            var random = new Random();
            var changes = new Changes(database);
            var devices = new KnownDevices(database, Clock.systemUTC());
            var leases = new Leases(database);
            var mapping = Samples.mapping("mapping-" + number);
            leases.acquire(mapping.group(), "run-1");
            while (true) {
                try {
                    write(random, changes, devices, mapping);
                    leases.stillHeld(mapping.group(), "run-1");
                } catch (StateUnavailable lost) {
                    System.err.println("server killed: " + lost.getMessage());
                }
            }
        }

        private void write(Random random, Changes changes, KnownDevices devices, Mapping mapping) {
            int count = 1 + random.nextInt(20);
            Samples.record(
                    changes,
                    StateProcess.run(count),
                    mapping,
                    random.longs(count, 0, 1_000_000)
                            .mapToObj(Samples::id)
                            .map(id -> Samples.outcome(Change.addition(id), Outcome.Result.APPLIED))
                            .toList());
            if (number == 0) {
                devices.save(
                        "tenant",
                        random.longs(count, 0, 2_000)
                                .distinct()
                                .mapToObj(Samples::id)
                                .map(id -> new DirectoryDevice(id, id, "AzureAD", true, "PC"))
                                .toList());
            }
        }
    }
}
