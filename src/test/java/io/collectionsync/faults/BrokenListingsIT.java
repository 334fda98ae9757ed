package io.collectionsync.faults;

import static io.collectionsync.sandbox.FaultKind.EXPIRED_PAGE_TOKEN;
import static io.collectionsync.sandbox.FaultKind.ITEM_WITHOUT_ID;
import static io.collectionsync.sandbox.FaultKind.PAGE_WITHOUT_VALUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.cli.Exit;
import io.collectionsync.membership.Status;
import io.collectionsync.sandbox.Fault;
import io.collectionsync.sandbox.FaultKind;
import io.collectionsync.testkit.FaultyGraph;
import java.time.Duration;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A listing of the group that is not whole: nothing is written by it. */
class BrokenListingsIT extends FaultyGraph {

    static Stream<Arguments> brokenListings() {
        return Stream.of(ITEM_WITHOUT_ID, PAGE_WITHOUT_VALUE, EXPIRED_PAGE_TOKEN)
                .map(kind -> Arguments.of(kind, Fault.of(kind).on("GET", MEMBERS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenListings")
    void aListingThatIsNotWholeFailsTheMappingAndWritesNothing(FaultKind kind, Fault fault) {
        var target = target();
        var present = new HashSet<>(objects(21, 2_100));
        target.group().setMembers(present);
        faults().inject(fault);

        var run = live.apply(target);

        var report = run.mappings().get(0);
        assertThat(fault.met()).isPositive();
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertThat(report.status()).isEqualTo(Status.FAILED);
        assertThat(report.error()).contains("could not be read completely");
        assertThat(target.group().members()).isEqualTo(present);
        assertThat(live.deadLetters(target)).isEmpty();
        faults().clear();
        assertDone(target, live.apply(target));
    }

    @Test
    void aPageTokenThatExpiresOnceStartsTheListingOver() {
        var target = target();
        target.group().setMembers(new HashSet<>(objects(21, 2_100)));
        var fault =
                faults().inject(Fault.of(EXPIRED_PAGE_TOKEN).on("GET", MEMBERS).times(1));

        var run = live.apply(target);

        assertThat(fault.met()).isEqualTo(1);
        assertDone(target, run);
    }

    @Test
    void pageTokensThatNeverLastFailTheMappingAndOneThatFitsAPageNeedsNone() {
        var target = target();
        faults().setPageTokenLife(Duration.ZERO);
        var present = new HashSet<>(objects(21, 2_100));
        target.group().setMembers(present);

        var run = live.apply(target);
        assertThat(target.group().members()).isEqualTo(present);
        target.group().setMembers(objects(21, 100));
        var small = live.apply(target);

        faults().setPageTokenLife(Duration.ofHours(1));
        assertThat(run.mappings().get(0).status()).isEqualTo(Status.FAILED);
        assertThat(run.mappings().get(0).error())
                .contains("could not be read completely", "Directory_ExpiredPageToken");
        assertThat(Exit.codeOf(run)).isEqualTo(1);
        assertDone(target, small);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"REPEATED_ITEMS", "EMPTY_PAGE"})
    void aPageThatRepeatsItemsOrHasNoneBetweenOthersIsReadAllTheSame(FaultKind kind) {
        var target = target();
        var present = new HashSet<>(objects(21, 2_100));
        target.group().setMembers(present);
        // three pages, of which the second is met
        var fault = faults().inject(Fault.of(kind).on("GET", MEMBERS).after(1).times(1));

        var run = live.apply(target);

        assertThat(fault.met()).isEqualTo(1);
        assertThat(run.mappings().get(0).plan().actual()).isEqualTo(present.size());
        assertDone(target, run);
    }
}
