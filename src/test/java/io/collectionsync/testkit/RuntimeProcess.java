package io.collectionsync.testkit;

import io.collectionsync.Application;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.runtime.Engine;
import io.collectionsync.settings.Configuration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The runtime in a JVM of its own, which lives on from case to case as the service does: what the sandbox costs counts
 * neither in its heap nor in its CPU time. It is told what to do line by line.
 */
public final class RuntimeProcess implements AutoCloseable {

    /** @param heap peak in MB @param cpu seconds of all threads */
    public record Done(String status, double seconds, double cpu, long heap) {}

    private static final String DONE = "done ";

    private final Process process;
    private final PrintWriter commands;
    private final BufferedReader answers;

    /** Starts it as {@code bin/collection-sync run} does. @param heap most memory in MB @param log where its log goes */
    public RuntimeProcess(int heap, Path log) {
        try {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx" + heap + "m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RuntimeProcess.class.getName())
                    .redirectError(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        commands = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts the runtime of this home; ends the one before. */
    public void open(Path home) {
        tell("open " + home.toAbsolutePath());
    }

    /** One run over the mappings named, all of them where none is. */
    public Done apply(Collection<String> names) {
        String[] words = tell("apply " + String.join(" ", names)).split(";");
        return new Done(words[0], Double.parseDouble(words[1]), Double.parseDouble(words[2]), Long.parseLong(words[3]));
    }

    private String tell(String command) {
        commands.println(command);
        try {
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(DONE)) {
                    return line.substring(DONE.length());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("The runtime has ended: see its log");
    }

    @Override
    public void close() {
        commands.close();
        process.onExit().join();
    }

    /** The other end. */
    public static void main(String[] none) throws IOException {
        Application.prepareH2();
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Engine engine = null;
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            var words = List.of(line.split(" "));
            if (words.get(0).equals("apply")) {
                System.out.println(DONE + measured(engine, words.subList(1, words.size())));
                continue;
            }
            if (engine != null) {
                engine.close();
            }
            engine = Engine.start(Configuration.load(Path.of(words.get(1)), Map.of()), Map.of(), false);
            System.out.println(DONE);
        }
        if (engine != null) {
            engine.close();
        }
        System.exit(0);
    }

    private static String measured(Engine engine, List<String> names) {
        System.gc();
        var heap = new PeakHeap();
        heap.start();
        long cpu = cpu();
        long begin = System.nanoTime();
        var report = engine.run(new RunRequest(names, RunRequest.Mode.APPLY, Trigger.COMMAND));
        double seconds = (System.nanoTime() - begin) / 1e9;
        double used = (cpu() - cpu) / 1e9;
        heap.interrupt();
        return report.status().word() + ";" + seconds + ";" + used + ";" + heap.megabytes();
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
