package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Sets of ids behave as a tree set ordered by the ids' text. */
class MemberIdsTest {

    private static final Comparator<UUID> BY_TEXT = Comparator.comparing(UUID::toString);

    /** Few distinct halves, so that ids meet, and the ends of the range, so that signs matter. */
    @Provide
    Arbitrary<List<UUID>> ids() {
        var half = Arbitraries.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 0x7fff_ffff_ffff_fffeL, 42L);
        return Combinators.combine(half, half).as(UUID::new).list().ofMaxSize(60);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aSetHoldsEachIdOnceInTheOrderOfItsText(@ForAll("ids") List<UUID> ids) {
        var set = MemberIds.of(ids);

        assertThat(set).containsExactlyElementsOf(model(ids));
        assertThat(set.size()).isEqualTo(model(ids).size());
        assertThat(set.isEmpty()).isEqualTo(ids.isEmpty());
        assertThat(set.stream()).containsExactlyElementsOf(model(ids));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void differenceIntersectionAndUnionAreThoseOfATreeSet(@ForAll("ids") List<UUID> a, @ForAll("ids") List<UUID> b) {
        var minus = model(a);
        minus.removeAll(new HashSet<>(b));
        var and = model(a);
        and.retainAll(new HashSet<>(b));
        var or = model(a);
        or.addAll(b);

        assertThat(MemberIds.of(a).minus(MemberIds.of(b))).containsExactlyElementsOf(minus);
        assertThat(MemberIds.of(a).and(MemberIds.of(b))).containsExactlyElementsOf(and);
        assertThat(MemberIds.of(a).or(MemberIds.of(b))).containsExactlyElementsOf(or);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void aSetKnowsWhatItHolds(@ForAll("ids") List<UUID> held, @ForAll("ids") List<UUID> asked) {
        var set = MemberIds.of(held);

        assertThat(held).allMatch(set::contains);
        assertThat(asked).allMatch(id -> set.contains(id) == held.contains(id));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void equalSetsAreEqualHoweverTheyWereMade(@ForAll("ids") List<UUID> ids, @ForAll("ids") List<UUID> others) {
        var reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);

        assertThat(MemberIds.of(reversed)).isEqualTo(MemberIds.of(ids)).hasSameHashCodeAs(MemberIds.of(ids));
        assertThat(MemberIds.of(ids).equals(MemberIds.of(others)))
                .isEqualTo(Set.copyOf(ids).equals(Set.copyOf(others)));
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void bytesGiveTheSameSetBack(@ForAll("ids") List<UUID> ids) {
        var set = MemberIds.of(ids);

        assertThat(set.toBytes()).hasSize(16 * set.size());
        assertThat(MemberIds.fromBytes(set.toBytes())).isEqualTo(set);
    }

    @Property(tries = 20)
    void manyRandomIdsAreSortedToo(@ForAll Random random) {
        var ids = Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(2_500)
                .toList();

        assertThat(MemberIds.of(ids)).containsExactlyElementsOf(model(ids));
    }

    @Test
    void bytesAreTheIdsThemselvesBigEndian() {
        var bytes = MemberIds.of(
                        UUID.fromString("ff000000-0000-0000-0000-000000000001"),
                        UUID.fromString("00000000-0000-0000-8000-000000000002"))
                .toBytes();

        assertThat(bytes)
                .containsExactly(
                        0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 2, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                        0, 1);
    }

    @Test
    void bytesOfAnotherLengthAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemberIds.fromBytes(new byte[17]))
                .withMessage("Member ids take 16 bytes each, got 17 bytes");
    }

    @Test
    void aBuilderGoesOnAfterItBuilt() {
        var builder =
                new MemberIds.Builder().add(new UUID(0, 2)).add(new UUID(0, 1)).add(new UUID(0, 2));
        var first = builder.build();
        var second = builder.add(new UUID(0, 3)).build();

        assertThat(first).containsExactly(new UUID(0, 1), new UUID(0, 2));
        assertThat(second).containsExactly(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3));
    }

    @Test
    void anIteratorEnds() {
        assertThatExceptionOfType(NoSuchElementException.class)
                .isThrownBy(() -> MemberIds.none().iterator().next());
    }

    @Test
    void theTextOfALargeSetIsItsSize() {
        assertThat(MemberIds.of(new UUID(0, 1))).hasToString("[00000000-0000-0000-0000-000000000001]");
        assertThat(MemberIds.of(LongStream.range(0, 11)
                                .mapToObj(i -> new UUID(0, i))
                                .toList())
                        .toString())
                .isEqualTo("11 members");
    }

    private static TreeSet<UUID> model(List<UUID> ids) {
        var model = new TreeSet<>(BY_TEXT);
        model.addAll(ids);
        return model;
    }
}
