package io.collectionsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.reconcile.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BarTest {

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();
    private volatile Progress.State state = new Progress.State(12, 0, 0, 0);

    private Bar bar(boolean redraw, boolean unicode, Duration patience) {
        return new Bar(
                new Terminal() {
                    @Override
                    public boolean isPresent() {
                        return true;
                    }

                    @Override
                    public boolean canRedraw() {
                        return redraw;
                    }

                    @Override
                    public boolean isUnicode() {
                        return unicode;
                    }

                    @Override
                    public String ask(String question) {
                        return null;
                    }
                },
                "apply",
                () -> state,
                new PrintStream(drawn, true, StandardCharsets.UTF_8),
                patience);
    }

    private String drawn() {
        return drawn.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalShowsMappingsWhileItReadsThenChangesAndNothingIsLeft() {
        try (var bar = bar(true, false, Duration.ZERO)) {
            state = new Progress.State(12, 3, 0, 0);
            await().atMost(10, TimeUnit.SECONDS).until(() -> drawn().contains("3/12 mappings"));
            state = new Progress.State(12, 3, 2000, 500);
            await().atMost(10, TimeUnit.SECONDS).until(() -> drawn().contains("500/2,000 changes, 3/12 mappings"));
            state = new Progress.State(1, 0, 0, 0, 1);
            await().atMost(10, TimeUnit.SECONDS).until(() -> drawn().contains("0/1 mappings, 1 wait for another run"));
        }
        assertThat(drawn())
                .contains("apply [#####...............] 25% ")
                .doesNotContain("\n")
                .matches(text -> text.chars().allMatch(one -> one < 127), "ASCII alone");
        assertThat(drawn()).matches("(?s).*\r {79}\r");
    }

    @Test
    void aUnicodeTerminalShowsBlocksAndNoColours() {
        try (var bar = bar(true, true, Duration.ZERO)) {
            state = new Progress.State(12, 6, 0, 0);
            await().atMost(10, TimeUnit.SECONDS).until(() -> drawn().contains("6/12"));
        }
        assertThat(drawn()).contains("\u2588").doesNotContain("\u001b");
    }

    @Test
    void whereNothingCanBeDrawnOverNothingIsDrawn() {
        try (var bar = bar(false, true, Duration.ZERO)) {
            assertThat(drawn()).isEmpty();
        }
        assertThat(drawn()).isEmpty();
    }

    @Test
    void aQuickCommandShowsNone() {
        try (var bar = bar(true, true, Bar.PATIENCE)) {
            assertThat(drawn()).isEmpty();
        }
        assertThat(drawn()).isEmpty();
    }
}
