package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.collectionsync.state.Pause.Scope;
import io.collectionsync.state.Pause.Subject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is paused, on each database. */
class PausesTest {

    private static final UUID CONTOSO = Samples.id(77);

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aPausedMappingStaysSoUntilItIsResumed(TestDatabase on) {
        var pauses = new Pauses(on.emptied(), Map.of("contoso", CONTOSO));
        var pilot = Samples.mapping("pilot");
        pauses.pause(pilot, "somebody", "undo of run-1");
        pauses.pause(pilot, "somebody else", "again");

        assertThat(pauses.all()).extracting(Pause::by, Pause::why).containsExactly(tuple("somebody", "undo of run-1"));
        assertThat(pauses.resume(pilot.group())).isTrue();
        assertThat(pauses.resume(pilot.group())).isFalse();
        assertThat(pauses.of(pilot)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void eachPauseEndsByItself(TestDatabase on) {
        var pauses = new Pauses(on.emptied(), Map.of("contoso", CONTOSO));
        var pilot = Samples.mapping("pilot");
        var tenant = pauses.tenant("contoso");
        for (var subject : List.of(Subject.undo(pilot), Subject.of(pilot), tenant, Subject.ALL)) {
            assertThat(pauses.pause(subject, "somebody", "maintenance\nat night"))
                    .isTrue();
            assertThat(pauses.pause(subject, "somebody else", "")).isFalse();
        }

        assertThat(pauses.of(pilot))
                .allSatisfy(pause -> assertThat(pause.why()).isEqualTo("maintenance at night"))
                .extracting(pause -> pause.subject().scope())
                .containsExactly(Scope.ALL, Scope.TENANT, Scope.MAPPING, Scope.UNDO);
        assertThat(pauses.of(Samples.mapping("other"))).hasSize(2);
        assertThat(pauses.ofTenant("fabrikam")).extracting(Pause::subject).containsExactly(Subject.ALL);
        assertThat(pauses.resume(Subject.ALL)).isTrue();
        assertThat(pauses.resume(Subject.undo(pilot))).isTrue();
        assertThat(pauses.of(pilot)).extracting(Pause::subject).containsExactly(tenant, Subject.of(pilot));
        assertThat(pauses.resume(tenant)).isTrue();
        assertThat(pauses.resume(tenant)).isFalse();
        assertThat(pauses.all()).extracting(Pause::subject).containsExactly(Subject.of(pilot));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aTenantThatIsCalledOtherwiseStaysPaused(TestDatabase on) {
        var database = on.emptied();
        var before = new Pauses(database, Map.of("prod", CONTOSO));
        before.pause(before.tenant("prod"), "somebody", "");

        var now = new Pauses(database, Map.of("contoso", CONTOSO, "fabrikam", UUID.randomUUID()));

        assertThat(now.of(Samples.mapping("pilot"))).singleElement().satisfies(pause -> {
            assertThat(pause.subject().resume()).isEqualTo("collection-sync resume --all --tenant contoso");
            assertThat(pause.text()).startsWith("with all mappings of tenant contoso since ");
        });
        assertThat(now.ofTenant("fabrikam")).isEmpty();
    }
}
