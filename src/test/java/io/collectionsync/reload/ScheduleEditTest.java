package io.collectionsync.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.component.quartz.QuartzComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronTrigger;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;

/** Edits of a route that Quartz starts. */
class ScheduleEditTest {

    @TempDir
    private Path folder;

    private Home home;
    private final Pause pause = new Pause();

    @BeforeEach
    void start() {
        home = SmallRoutes.in(folder, pause);
        home.save("tick.camel.yaml", SmallRoutes.TICK);
        home.start();
    }

    @AfterEach
    void stop() {
        home.close();
    }

    @Test
    void aChangedScheduleIsRescheduledOnce() throws Exception {
        assertThat(home.live.getRouteController().getRouteStatus("tick").isStopped())
                .isTrue();

        home.replace("tick.camel.yaml", "\"{{schedule.enabled}}\"", "true");
        Home.soon(() -> assertThat(
                        home.live.getRouteController().getRouteStatus("tick").isStarted())
                .isTrue());
        home.replace("tick.camel.yaml", "0 0 1", "0 0 2");

        Home.soon(() -> assertThat(cron()).isEqualTo("0 0 2 * * ?"));
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(2));
        assertThat(scheduler().getTriggerKeys(GroupMatcher.anyGroup())).containsExactly(new TriggerKey("tick", "test"));
        assertThat(home.live.getRouteController().getRouteStatus("tick").isStarted())
                .isTrue();

        home.replace("tick.camel.yaml", "0 0 2 * * ?", "0/1 * * * * ?");
        Home.soon(() -> assertThat(pause.guests()).isPositive());

        home.replace("tick.camel.yaml", "autoStartup: true", "autoStartup: \"{{schedule.enabled}}\"");
        Home.soon(() -> assertThat(
                        home.live.getRouteController().getRouteStatus("tick").isStopped())
                .isTrue());
        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(4));

        home.delete("tick.camel.yaml");
        Home.soon(() ->
                assertThat(scheduler().getTriggerKeys(GroupMatcher.anyGroup())).isEmpty());
    }

    @Test
    void aRouteThatWasStartedOrStoppedByHandStaysSo() throws Exception {
        home.live.getRouteController().startRoute("tick");
        home.live.getRouteController().suspendRoute("members");

        home.replace("error-handling.camel.yaml", "handled one", "handled two");

        Home.soon(() -> assertThat(home.routes.getReloads()).isEqualTo(1));
        assertThat(home.live.getRouteController().getRouteStatus("tick").isStarted())
                .isTrue();
        assertThat(home.live.getRouteController().getRouteStatus("members").isSuspended())
                .isTrue();
        assertThat(home.live.getRouteController().getRouteStatus("run").isStarted())
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            placeholder of autoStart | schedule.enabled   | schedule.enabeld      | 4  | schedule.enabeld
            cron expression          | 0 0 1 * * ?        | 0 0 banana | 10 | BAN
            """)
    void aBrokenScheduleIsRefusedAndTheOldOneGoesOn(String kind, String old, String fresh, int line, String reason)
            throws Exception {
        home.replace("tick.camel.yaml", old, fresh);

        Home.soon(() -> assertThat(home.routes.getFault())
                .contains("tick.camel.yaml line " + line + ": ")
                .contains(reason));
        assertThat(home.send("run")).isEqualTo("one");
        assertThat(cron()).isEqualTo("0 0 1 * * ?");
    }

    private String cron() throws Exception {
        return scheduler().getTrigger(new TriggerKey("tick", "test")) instanceof CronTrigger trigger
                ? trigger.getCronExpression()
                : null;
    }

    private Scheduler scheduler() {
        return home.live.getComponent("quartz", QuartzComponent.class).getScheduler();
    }
}
