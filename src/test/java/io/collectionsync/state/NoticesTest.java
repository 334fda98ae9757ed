package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.collectionsync.membership.Failure;
import io.collectionsync.membership.HoldReason;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.MappingReport;
import io.collectionsync.membership.MemberIds;
import io.collectionsync.membership.Outcomes;
import io.collectionsync.membership.RunRequest;
import io.collectionsync.membership.Trigger;
import io.collectionsync.state.Notice.Kind;
import io.collectionsync.testkit.LogLines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What administrators are told, on each database. */
class NoticesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Mapping PILOT = Samples.mapping("pilot");

    private static Notices notices(TestDatabase on) {
        return new Notices(on.emptied(), true, SECOND);
    }

    private static MappingReport good(Mapping mapping) {
        return MappingReport.sent(
                Samples.plan(mapping, 1, 1, MemberIds.none(), MemberIds.none(), MemberIds.none(), List.of()),
                Outcomes.NONE);
    }

    private static MappingReport held(Mapping mapping) {
        return MappingReport.sent(
                Samples.plan(
                        mapping,
                        1,
                        3,
                        MemberIds.none(),
                        MemberIds.none(),
                        MemberIds.of(Samples.id(1), Samples.id(2)),
                        List.of(new HoldReason(HoldReason.Word.MAX_REMOVALS, "2 removals, 1 allowed"))),
                Outcomes.NONE);
    }

    private static MappingReport failed(Mapping mapping) {
        return MappingReport.failed(mapping, Failure.unexpected("Group is gone"));
    }

    private static List<Kind> told(Notices notices, List<MappingReport> reports) {
        var told = new ArrayList<Kind>();
        reports.forEach(report ->
                notices.decide(Samples.run(), report).map(Notice::kind).ifPresent(told::add));
        return told;
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void eachChangeIsToldOnceAndNothingElse(TestDatabase on) {
        assertThat(told(
                        notices(on),
                        List.of(
                                good(PILOT),
                                good(PILOT),
                                held(PILOT),
                                held(PILOT),
                                failed(PILOT),
                                failed(PILOT),
                                held(PILOT),
                                good(PILOT),
                                good(PILOT),
                                failed(PILOT),
                                good(PILOT))))
                .containsExactly(Kind.HELD, Kind.FAILED, Kind.HELD, Kind.RECOVERED, Kind.FAILED, Kind.RECOVERED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aFirstRunThatFailsIsToldAndMappingsDoNotMix(TestDatabase on) {
        var notices = notices(on);

        assertThat(told(notices, List.of(failed(PILOT), good(Samples.mapping("kiosks")), failed(PILOT))))
                .containsExactly(Kind.FAILED);
        assertThat(told(new Notices(on.emptied(), true, SECOND), List.of(held(PILOT))))
                .containsExactly(Kind.HELD);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anotherProcessKnowsWhatWasTold(TestDatabase on) {
        var database = on.emptied();
        new Notices(database, true, SECOND).decide(Samples.run(), held(PILOT));

        assertThat(told(new Notices(database, true, SECOND), List.of(held(PILOT), good(PILOT))))
                .containsExactly(Kind.RECOVERED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void somebodysLookTellsNothing(TestDatabase on) {
        var notices = notices(on);

        assertThat(notices.decide(Samples.run(RunRequest.Mode.PLAN, Trigger.COMMAND), failed(PILOT)))
                .isEmpty();
        assertThat(notices.decide(Samples.run(RunRequest.Mode.PLAN, Trigger.SCHEDULE), failed(PILOT)))
                .isPresent();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aNoticeSaysWhy(TestDatabase on) {
        var notices = notices(on);
        notices.decide(Samples.run(), held(PILOT));
        notices.decide(Samples.run(), failed(PILOT));
        notices.decide(Samples.run(), good(PILOT));

        assertThat(notices.after(0))
                .extracting(Notice::text)
                .satisfiesExactly(
                        held -> assertThat(held)
                                .startsWith("Mapping pilot is held: 2 removals;"
                                        + " max-removals: 2 removals, 1 allowed; plan "
                                        + held(PILOT).plan().difference().shortHash()),
                        failed -> assertThat(failed).isEqualTo("Mapping pilot failed (Failed): Group is gone"),
                        good -> assertThat(good).isEqualTo("Mapping pilot has recovered."));
        assertThat(notices.after(notices.latest())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatIsNotSentIsDueAgainAfterGrowingDelaysAndInOrder(TestDatabase on) {
        var notices = notices(on);
        notices.decide(Samples.run(), held(PILOT));
        notices.decide(Samples.run(), good(PILOT));
        notices.decide(Samples.run(), failed(Samples.mapping("kiosks")));

        assertThat(notices.due())
                .extracting(Notice::name, Notice::kind)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("pilot", Kind.HELD),
                        org.assertj.core.api.Assertions.tuple("kiosks", Kind.FAILED));
        assertThat(notices.due()).as("taken by one process").isEmpty();
        on.clock().turn(SECOND);
        assertThat(notices.due()).hasSize(2);
        on.clock().turn(SECOND);
        assertThat(notices.due()).as("the second delay is longer").isEmpty();
        on.clock().turn(SECOND);
        var third = notices.due();
        assertThat(third).extracting(Notice::attempts).containsOnly(2);

        notices.sent(third.get(0));
        assertThat(notices.due()).extracting(Notice::kind).containsExactly(Kind.RECOVERED);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void afterADayItIsGivenUp(TestDatabase on) {
        var notices = notices(on);
        notices.decide(Samples.run(), held(PILOT));
        on.clock().turn(Notices.GIVE_UP.plus(SECOND));

        assertThat(notices.due()).isEmpty();
        assertThat(told(notices, List.of(held(PILOT)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatIsGivenUpIsTheLogsToTellOnce(TestDatabase on) {
        var notices = notices(on);
        notices.decide(Samples.run(), held(PILOT));
        notices.due();
        on.clock().turn(Notices.GIVE_UP.plus(SECOND));

        try (var log = new LogLines()) {
            notices.due();
            notices.due();
            assertThat(log.from(Level.WARN))
                    .singleElement()
                    .asString()
                    .startsWith("webhook never sent, given up: mapping=\"pilot\" event=\"held\" occurred=")
                    .endsWith("attempts=1");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void withoutAWebhookNothingIsDue(TestDatabase on) {
        var notices = new Notices(on.emptied(), false, SECOND);
        notices.decide(Samples.run(), held(PILOT));

        assertThat(notices.due()).isEmpty();
        assertThat(notices.after(0)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aCertificateIsToldOnceADayAndLeavesMappingsAlone(TestDatabase on) {
        var notices = notices(on);
        var end = Instant.parse("2026-12-01T00:00:00Z");

        assertThat(notices.credentialExpires("contoso", Samples.id(9), end)).isPresent();
        assertThat(notices.credentialExpires("contoso", Samples.id(9), end)).isEmpty();
        assertThat(notices.credentialExpires("fabrikam", Samples.id(8), end)).isPresent();
        on.clock().turn(Duration.ofHours(24));
        assertThat(notices.credentialExpires("contoso", Samples.id(9), end))
                .get()
                .extracting(Notice::text)
                .asString()
                .startsWith("The certificate of tenant contoso expires soon: it ends 2026-12-01T00:00:00Z;");
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void oldNoticesGoTheLastOneStays(TestDatabase on) {
        var notices = notices(on);
        told(notices, List.of(held(PILOT), good(PILOT), held(PILOT)));
        on.clock().turn(Duration.ofDays(2));

        assertThat(notices.prune(on.clock().instant())).isEqualTo(1);
        assertThat(told(notices, List.of(held(PILOT)))).as("it was told").isEmpty();
    }
}
