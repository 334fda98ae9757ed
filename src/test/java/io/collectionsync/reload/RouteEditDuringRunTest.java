package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When an edit takes effect: whole, between runs, and never into one. */
class RouteEditDuringRunTest extends EditedRoutes {

    @Test
    void aHalfWrittenFileIsNotTakenUp() throws IOException {
        var text = SmallRoutes.ANSWER.formatted("inner", "two");
        var file = folder.resolve("routes/inner.camel.yaml");
        for (int end = 0; end < text.length(); end += 7) {
            Files.writeString(file, text.substring(0, end));
            assertThat(home.send("run")).isEqualTo("one");
        }
        Files.writeString(file, text);

        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
        assertThat(home.live.getRoutes()).hasSize(4);
    }

    @Test
    void anEditDuringARunWaitsForItsEnd() throws Exception {
        pause.hold();
        var run = CompletableFuture.supplyAsync(() -> home.send("run"));
        pause.awaitGuest();

        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.isPending()).isTrue());
        untilSeenTwice();
        assertThat(home.routes.getReloads()).isZero();
        assertThat(home.send("inner")).isEqualTo("one");

        pause.release();
        assertThat(run.get()).isEqualTo("one");
        Home.soon(() -> assertThat(home.send("run")).isEqualTo("two"));
        Home.soon(() -> assertThat(home.routes.isPending()).isFalse());
        assertThat(home.log.list)
                .filteredOn(event -> event.getFormattedMessage().contains("waits"))
                .hasSize(1);
    }

    @Test
    void noRunIsLostOrMixedWhileEditsGoIn() throws Exception {
        var runs = new AtomicInteger();
        var on = new AtomicBoolean(true);
        var caller = CompletableFuture.runAsync(() -> {
            while (on.get()) {
                assertThat(home.send("run")).isIn("one", "two");
                runs.incrementAndGet();
            }
        });
        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(1));
        home.edit("error-handling.camel.yaml", text -> text.replace("handled one", "handled two"));
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(2));
        on.set(false);
        caller.get();
        assertThat(runs).hasPositiveValue();
        assertThat(home.send("run")).isEqualTo("two");
    }

    @Test
    void anEditTakenBackIsForgotten() {
        pause.hold();
        var run = CompletableFuture.supplyAsync(() -> home.send("run"));
        pause.awaitGuest();
        home.replace("inner.camel.yaml", "one", "two");
        Home.soon(() -> assertThat(home.routes.isPending()).isTrue());

        home.replace("inner.camel.yaml", "two", "one");
        Home.soon(() -> assertThat(home.routes.isPending()).isFalse());

        pause.release();
        run.join();
        untilSeenTwice();
        assertThat(home.routes.getReloads()).isZero();
    }
}
