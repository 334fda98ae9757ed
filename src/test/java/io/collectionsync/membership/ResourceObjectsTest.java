package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.collectionsync.membership.ResourceObjects.Pair;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Pairs of resources and objects behave as a set of them. */
class ResourceObjectsTest {

    @Provide
    Arbitrary<List<Pair>> pairs() {
        var resource = Arbitraries.of(1L, 2L, 16_777_217L, 2_063_597_569L, Long.MAX_VALUE);
        var half = Arbitraries.of(0L, -1L, Long.MIN_VALUE, 7L);
        var object = Combinators.combine(half, half).as(UUID::new);
        return Combinators.combine(resource, object).as(Pair::new).list().ofMaxSize(100);
    }

    @Property(tries = 200)
    void eachPairStandsOnce(@ForAll("pairs") List<Pair> pairs) {
        var all = of(pairs);

        assertThat(all.stream()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(new HashSet<>(pairs));
        assertThat(all.size()).isEqualTo(new HashSet<>(pairs).size());
        assertThat(ResourceObjects.fromBytes(all.toBytes())).isEqualTo(all).hasSameHashCodeAs(all);
        assertThat(all.toBytes()).hasSize(24 * all.size());
    }

    @Property(tries = 200)
    void aResourceStandsForItsObjects(@ForAll("pairs") List<Pair> pairs, @ForAll("pairs") List<Pair> others) {
        var all = of(pairs).or(of(others));
        for (long resource : List.of(1L, 2L, 3L, Long.MAX_VALUE)) {
            Set<UUID> objects = new HashSet<>(pairs)
                    .stream()
                            .filter(pair -> pair.resource() == resource)
                            .map(Pair::object)
                            .collect(Collectors.toSet());
            others.stream()
                    .filter(pair -> pair.resource() == resource)
                    .map(Pair::object)
                    .forEach(objects::add);

            assertThat(all.objects(resource)).containsExactlyInAnyOrderElementsOf(objects);
            assertThat(all.contains(resource)).isEqualTo(!objects.isEmpty());
        }
    }

    @Property(tries = 100)
    void aFilterKeepsWhatItHoldsFor(@ForAll("pairs") List<Pair> pairs) {
        assertThat(of(pairs).filter(pair -> pair.resource() > 2))
                .isEqualTo(of(pairs.stream().filter(pair -> pair.resource() > 2).toList()));
    }

    @Test
    void bytesThatAreNoPairsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ResourceObjects.fromBytes(new byte[23]))
                .withMessageContaining("23 bytes");
        assertThat(ResourceObjects.fromBytes(new byte[0])).isEqualTo(ResourceObjects.none());
        assertThat(of(List.of(new Pair(5, new UUID(0, 1)))))
                .hasToString("[Pair[resource=5, object=" + new UUID(0, 1) + "]]");
    }

    private static ResourceObjects of(List<Pair> pairs) {
        var all = new ResourceObjects.Builder();
        pairs.forEach(pair -> all.add(pair.resource(), pair.object()));
        return all.build();
    }
}
