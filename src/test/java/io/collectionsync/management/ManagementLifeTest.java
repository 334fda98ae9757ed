package io.collectionsync.management;

import static io.collectionsync.management.StandInControl.mapping;
import static io.collectionsync.management.StandInControl.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.collectionsync.membership.Change;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.Outcome;
import io.collectionsync.membership.RunRequest.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementLifeTest {

    private static final UUID MEMBER = UUID.fromString("0b7c1d2e-6e0c-4a43-9f2f-5a0e3d0c3f40");

    private final Beans beans = Beans.ofThisProcess();
    private Registered registered;

    @BeforeEach
    void start(@TempDir Path folder) {
        registered = new Registered(folder);
    }

    @AfterEach
    void stop() {
        registered.close();
    }

    @Test
    void theMBeansFollowTheMappings() throws Exception {
        assertThat(beans.registered())
                .containsExactly(
                        "name=\"kiosks\",type=Mapping",
                        "name=\"pilot-ring\",type=Mapping",
                        "type=DeadLetters",
                        "type=Runtime");
        registered.control.mappings = List.of(mapping("kiosks", true), mapping("a \"strange\", name*=?", true));
        assertThat(beans.runtime().reloadMappings()).isEqualTo("2 mappings in use.");

        assertThat(beans.registered()).hasSize(4).doesNotContain("name=\"pilot-ring\",type=Mapping");
        assertThat(beans.mapping("a \"strange\", name*=?").isEnabled()).isTrue();
        assertThat(beans.mapping("kiosks").isEnabled()).isTrue();

        registered.control.mappings = List.of(registered.pilot);
        await().atMost(10, TimeUnit.SECONDS).untilAsserted(() -> assertThat(beans.registered())
                .containsExactly("name=\"pilot-ring\",type=Mapping", "type=DeadLetters", "type=Runtime"));
    }

    @Test
    void aFileWithFaultsIsToldAndTheMBeansStay() throws Exception {
        registered.control.mappingsFault = "config/mappings.yaml: group is no object id";

        assertThat(beans.runtime().getMappingsFault()).isEqualTo("config/mappings.yaml: group is no object id");
        assertThat(beans.runtime().reloadMappings())
                .isEqualTo("Refused, the last good mappings go on: config/mappings.yaml: group is no object id");
        assertThat(beans.registered()).hasSize(4);
    }

    @Test
    void aSecondRuntimeIsRefusedAndTheFirstGoesOn() {
        assertThatThrownBy(registered::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Another runtime is running in this process");
        assertThat(beans.mapping("pilot-ring").isEnabled()).isTrue();
    }

    @Test
    void nothingIsLeftAfterTheEnd() throws Exception {
        registered.management.close();
        assertThat(beans.registered()).isEmpty();
        registered.management = registered.start();
        assertThat(beans.registered()).hasSize(4);
    }

    @Test
    void aStateDatabaseThatDoesNotAnswerIsToldAndBreaksNothing() throws Exception {
        registered.database.close();

        var bean = beans.mapping("pilot-ring");
        assertThat(bean.getLastError()).startsWith("State database");
        assertThat(bean.getStatus()).isNull();
        assertThat(List.of(
                        (long) bean.getDesired(),
                        bean.getDeadLetters(),
                        beans.runtime().getRuns(),
                        beans.runtime().getDeadLetters(),
                        beans.runtime().getSecondsSinceSuccess(),
                        beans.deadLetters().getOpen()))
                .containsOnly(-1L);
        assertThat(beans.runtime().getStateFault()).isEqualTo(bean.getLastError());
        assertThatThrownBy(() -> beans.deadLetters().list(null, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("State database")
                .hasNoCause();
    }

    @Test
    void deadLettersAreListedReplayedAndDiscardedByFilter() {
        park(registered.pilot, Outcome.Result.REFUSED);
        park(registered.kiosks, Outcome.Result.RETRYABLE);
        var bean = beans.deadLetters();

        assertThat(bean.getOpen()).isEqualTo(2);
        assertThat(beans.mapping("pilot-ring").getDeadLetters()).isEqualTo(1);
        assertThat(beans.runtime().getDeadLetters()).isEqualTo(2);
        assertThat(bean.list("", null)).hasSize(2);
        assertThat(bean.list("pilot-ring", "refused"))
                .singleElement()
                .asString()
                .startsWith("mapping=\"pilot-ring\""
                        + " change=addition member=" + MEMBER + " state=waiting reason=refused code=Request_BadRequest"
                        + " message=\"Not possible.\" attempts=1 next-attempt=");
        assertThat(bean.list(null, "unanswered")).isEmpty();

        assertThat(bean.replay("kiosks", "")).isEqualTo(1);
        assertThat(registered.deadLetters.dueGroups()).containsExactly(registered.kiosks.group());

        assertThatThrownBy(() -> bean.discard(" ", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name a mapping or a reason");
        assertThat(bean.discard(null, "refused")).isEqualTo(1);
        assertThat(bean.getOpen()).as("at once").isEqualTo(1);
    }

    private void park(Mapping mapping, Outcome.Result result) {
        registered.deadLetters.park(
                run(Mode.APPLY, mapping),
                mapping,
                List.of(new Outcome(
                        Change.addition(MEMBER), result, "Request_BadRequest", "Not possible.", "request-1")));
    }
}
