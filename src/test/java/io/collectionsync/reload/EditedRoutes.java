package io.collectionsync.reload;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of small routes that a runtime follows, for edits of every kind. */
abstract class EditedRoutes {

    @TempDir
    Path folder;

    Home home;
    final Pause pause = new Pause();

    @BeforeEach
    void start() {
        home = SmallRoutes.in(folder, pause).start();
    }

    @AfterEach
    void stop() {
        pause.release();
        home.close();
    }

    static void untilSeenTwice() {
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
    }
}
