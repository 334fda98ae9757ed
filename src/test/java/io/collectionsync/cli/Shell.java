package io.collectionsync.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Types commands, answers their questions and reads what they print. */
public final class Shell {

    private final Path home;
    private final Deque<String> answers = new ArrayDeque<>();
    private volatile StringWriter out = new StringWriter();
    private volatile StringWriter err = new StringWriter();
    private boolean person;

    /** What one command left. */
    public record Printed(int exit, String out, String err) {

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(out, e);
            }
        }
    }

    public Shell(Path home) {
        this.home = home;
    }

    /** Somebody sits at the terminal and gives these answers, one a question. */
    Shell answering(String... lines) {
        person = true;
        answers.addAll(List.of(lines));
        return this;
    }

    public Printed type(String... words) {
        var arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--home", home.toString()));
        return bare(arguments.toArray(String[]::new));
    }

    Printed bare(String... words) {
        out = new StringWriter();
        err = new StringWriter();
        int exit =
                CommandLineInterface.execute(terminal(), new PrintWriter(out, true), new PrintWriter(err, true), words);
        return new Printed(exit, out.toString(), err.toString());
    }

    /** What the command that is going on has printed so far. */
    String outSoFar() {
        return out.toString();
    }

    /** What the command that is going on has said on standard error so far. */
    String errSoFar() {
        return err.toString();
    }

    private Terminal terminal() {
        return new Terminal() {
            @Override
            public boolean isPresent() {
                return person;
            }

            @Override
            public String ask(String question) {
                return answers.poll();
            }
        };
    }
}
