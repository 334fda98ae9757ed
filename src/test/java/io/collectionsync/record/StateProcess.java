package io.collectionsync.record;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.Run;
import io.collectionsync.membership.RunReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A second process on the embedded database: begins a run, records, takes a lease, says so and waits to be ended. */
final class StateProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private StateProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** @return the process, once its rows are committed */
    static StateProcess start(Path dataFolder) throws IOException {
        var started = new StateProcess(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), StateProcess.class.getName(),
                dataFolder.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start());
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
        var database = StateDatabase.openEmbedded(Path.of(args[0]));
        var runs = new Runs(database);
        var pilot = Samples.mapping("pilot");
        var run = runs.begin(Samples.request(), List.of(pilot));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endAsTheRuntimeDoes(database, runs, run)));
        var outcomes = List.of(Samples.outcome(Change.addition(Samples.id(1)), Outcome.Result.RETRYABLE));
        new Changes(database).add(run, pilot, outcomes);
        new DeadLetters(database, DeadLetterPolicy.DEFAULT).park(run, pilot, outcomes);
        new Leases(database).acquire(pilot.group(), "run-1");
        System.out.println("ready");
        System.in.read();
    }

    /** H2 closes its databases in a hook of its own; records that come later must be written all the same. */
    private static void endAsTheRuntimeDoes(StateDatabase database, Runs runs, Run run) {
        var end = System.nanoTime() + Duration.ofMillis(800).toNanos();
        while (System.nanoTime() < end) {
            new Changes(database).add(run, Samples.mapping("pilot"),
                    List.of(Samples.outcome(Change.addition(Samples.id(2)), Outcome.Result.APPLIED)));
        }
        runs.finished(new RunReport(run, List.of(), Duration.ZERO));
        database.close();
    }
}
