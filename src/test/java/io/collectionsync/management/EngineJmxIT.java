package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Status;
import io.collectionsync.runtime.Engine;
import io.collectionsync.runtime.EngineFault;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.settings.Configuration;
import io.collectionsync.testkit.LiveRuntime;
import io.collectionsync.testkit.MBeanWalk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running engine shows over JMX, its own MBeans and Camel's. */
class EngineJmxIT {

    /** Runtime, DeadLetters, Routes, and the two tenants. */
    private static final int RUNTIME_BEANS = 5;

    private static Sandbox sandbox;

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Beans beans = Beans.ofThisProcess();
    private LiveRuntime live;

    @BeforeAll
    static void startSandbox() {
        sandbox = Sandbox.start(SandboxOptions.defaults().withDevices(200));
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void start(@TempDir Path home) {
        live = new LiveRuntime(sandbox, home).asService();
        live.engine();
    }

    private Engine engine(boolean service) {
        return Engine.start(Configuration.load(live.home, Map.of()), Map.of(), service);
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void everyMappingIsReconciledAndFollowed() throws Exception {
        assertThat(beans.registered())
                .hasSize(RUNTIME_BEANS + sandbox.mappings().size());
        assertThat(beans.mapping("finance-laptops").getStatus()).isNull();
        var group = sandbox.tenant("contoso").group("sg-finance-laptops");
        group.setMembers(sandbox.expectedMembers("contoso", List.of("PS100014")));
        var member = group.members().iterator().next();
        group.remove(member);

        assertThat(beans.mapping("finance-laptops").reconcile()).isEqualTo("Success");
        assertThat(beans.mapping("finance-laptops").getStatus()).isEqualTo("Success");
        assertThat(beans.mapping("finance-laptops").getLastAdditions()).isEqualTo(1);
        assertThat(group.contains(member)).isTrue();
        assertThat(beans.mapping("kiosks").getStatus())
                .as("exactly this mapping")
                .isNull();
        assertThat(beans.runtime().getRuns()).isEqualTo(1);
        assertThat(beans.runtime().isRunInProgress()).isFalse();

        live.edit("config/mappings.yaml", text -> text.replace("name: kiosks", "name: terminals"));
        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> beans.registered().contains("name=\"terminals\",type=Mapping"));
        assertThat(beans.registered()).doesNotContain("name=\"kiosks\",type=Mapping");

        live.edit("config/mappings.yaml", text -> "mappings: []");
        assertThat(beans.runtime().reloadMappings()).startsWith("Refused, the last good mappings go on:");
        assertThat(beans.runtime().getMappingsFault()).contains("mappings.yaml");
        assertThat(beans.registered())
                .hasSize(RUNTIME_BEANS + sandbox.mappings().size());
    }

    @Test
    void aRunAskedForIsInProgressUntilItEndsAlsoWhenItsRouteFails() {
        assertThat(beans.runtime().runNow()).startsWith("Started");
        await().atMost(20, TimeUnit.SECONDS).until(() -> !beans.runtime().isRunInProgress());
        assertThat(beans.runtime().getLastRunStatus()).isEqualTo("Success");
        assertThat(beans.runtime().getSecondsSinceSuccess()).isBetween(0L, 30L);

        live.engine().wiring().workers.shutdownNow();
        assertThatThrownBy(() -> beans.mapping("kiosks").reconcile()).isInstanceOf(IllegalStateException.class);
        assertThat(beans.runtime().isRunInProgress()).isFalse();
    }

    @Test
    void noMBeanShowsASecret() throws Exception {
        assertThat(live.apply().status()).isEqualTo(Status.SUCCESS);
        var walk = MBeanWalk.over(server);

        assertThat(List.of(
                        "PS100014",
                        sandbox.mappings().get(0).group().id().toString(),
                        "direct://reconcile",
                        "{{dead-letters.cron}}",
                        "java.class.path"))
                .as("the walk sees what MBeans hold")
                .allSatisfy(word -> assertThat(walk.mentions(word)).isNotEmpty());
        assertThat(secrets())
                .allSatisfy(secret -> assertThat(walk.mentions(secret)).isEmpty());
        assertThat(walk.mentions("com.zaxxer.hikari:"))
                .as("HikariCP's MBeans stay off")
                .isEmpty();
    }

    /** All tokens of the sandbox begin alike. */
    private List<String> secrets() throws IOException {
        String token = sandbox.graph().token(sandbox.tenant("contoso"));
        return List.of(
                sandbox.tenant("contoso").app().clientSecret(),
                sandbox.tenant("fabrikam").app().clientSecret(),
                sandbox.site().password(),
                token.substring(0, token.indexOf('.')),
                "Bearer ");
    }

    @Test
    void routesAreWatchedAndTheScheduleIsSuspendedAndResumed() throws Exception {
        var camel = Beans.name("org.apache.camel:context=collection-sync,type=routes,name=*");
        assertThat(server.queryNames(camel, null))
                .extracting(name -> ObjectName.unquote(name.getKeyProperty("name")))
                .contains("schedule", "replay", "run", "reconcile", "graph-call", "apply-plan");

        var schedule = Beans.name("org.apache.camel:context=collection-sync,type=routes,name=\"schedule\"");
        assertThat(server.getAttribute(schedule, "State")).isEqualTo("Started");
        server.invoke(schedule, "suspend", null, null);
        assertThat(server.getAttribute(schedule, "State")).isEqualTo("Suspended");
        assertThat(beans.mapping("finance-laptops").reconcile())
                .as("by hand it goes on")
                .isEqualTo("Success");
        server.invoke(schedule, "resume", null, null);
        assertThat(server.getAttribute(schedule, "State")).isEqualTo("Started");
    }

    @Test
    void aSecondRuntimeOfTheProcessIsRefusedAndTheFirstGoesOn() throws Exception {
        assertThatThrownBy(() -> engine(true))
                .isInstanceOf(EngineFault.class)
                .hasMessageContaining("Another runtime is running in this process");
        assertThat(beans.registered())
                .hasSize(RUNTIME_BEANS + sandbox.mappings().size());
        assertThat(beans.mapping("finance-laptops").reconcile()).isEqualTo("Success");
    }

    @Test
    void aCommandRegistersNothingAndNothingIsLeftAfterTheEnd() throws Exception {
        live.stop();
        assertThat(beans.registered()).isEmpty();
        assertThat(server.queryNames(Beans.name("org.apache.camel:context=collection-sync,*"), null))
                .isEmpty();
        var command = engine(false);
        assertThat(beans.registered()).isEmpty();
        assertThat(server.queryNames(Beans.name("org.apache.camel:*"), null)).isEmpty();
        command.close();
        live.engine();
        assertThat(beans.registered())
                .hasSize(RUNTIME_BEANS + sandbox.mappings().size());
    }
}
