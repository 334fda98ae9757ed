package io.collectionsync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.membership.ForeignMembers;
import io.collectionsync.membership.Mapping;
import io.collectionsync.membership.ResourceObjects;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which mappings are known, on each database. */
class KnownMappingsTest {

    private static final UUID TENANT = Samples.id(77);
    private static final String SITE = "CM_PS1";
    private static final Duration DAY = Duration.ofHours(24);
    private final Mapping mapping = Samples.mapping("pilot");

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void aMappingIsKnownWhenARunHasSaidSo(TestDatabase on) {
        var known = new KnownMappings(on.emptied());
        assertThat(isKnown(on, known, mapping, SITE)).isFalse();
        known.know(TENANT, mapping);
        assertThat(isKnown(on, known, mapping, SITE)).as("no run has read it").isFalse();
        known.remember(TENANT, mapping.group(), SITE, pairs(1));
        assertThat(isKnown(on, known, mapping, SITE)).isFalse();

        known.know(TENANT, mapping);

        assertThat(isKnown(on, known, mapping, SITE)).isTrue();
        assertThat(known.of(Samples.id(78), mapping.group()).isKnown())
                .as("another tenant")
                .isFalse();
        known.remember(TENANT, mapping.group(), SITE, pairs(1, 2));
        assertThat(isKnown(on, known, mapping, SITE)).isTrue();
        assertThat(known.of(TENANT, mapping.group()).resources(SITE)).isEqualTo(pairs(1, 2));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void anotherSiteStartsAsAFirstRun(TestDatabase on) {
        var known = known(on);

        assertThat(isKnown(on, known, mapping, "CM_XYZ")).isFalse();
        assertThat(known.of(TENANT, mapping.group()).resources("CM_XYZ")).isEqualTo(ResourceObjects.none());
        known.remember(TENANT, mapping.group(), "CM_XYZ", pairs(9));
        assertThat(isKnown(on, known, mapping, "CM_XYZ")).isFalse();
        known.remember(TENANT, mapping.group(), SITE, pairs(1));
        assertThat(isKnown(on, known, mapping, SITE)).as("and back again").isFalse();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whoIsOutOfTheFileForLongerThanTheWindowIsUnknownAgain(TestDatabase on) {
        var known = known(on);
        known.inFile(List.of(), name -> TENANT);
        on.clock().turn(DAY);
        assertThat(isKnown(on, known, mapping, SITE)).as("within the window").isTrue();
        known.inFile(List.of(), name -> TENANT);
        known.inFile(List.of(mapping), name -> TENANT);
        on.clock().turn(DAY.multipliedBy(9));
        assertThat(isKnown(on, known, mapping, SITE)).as("back in the file").isTrue();

        known.inFile(List.of(), name -> TENANT);
        on.clock().turn(DAY.plusMillis(1));
        assertThat(isKnown(on, known, mapping, SITE))
                .as("before anybody notes it")
                .isFalse();
        known.inFile(List.of(mapping), name -> TENANT);
        assertThat(isKnown(on, known, mapping, SITE)).isFalse();
        known.know(TENANT, mapping);
        assertThat(isKnown(on, known, mapping, SITE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void membersThatWereKeptMakeNoMappingKnownThatRemovesThem(TestDatabase on) {
        var known = known(on);
        var keeping = with(ForeignMembers.KEEP);
        known.know(TENANT, keeping);

        assertThat(isKnown(on, known, keeping, SITE)).isTrue();
        assertThat(isKnown(on, known, mapping, SITE)).isFalse();
        known.know(TENANT, mapping);
        assertThat(isKnown(on, known, keeping, SITE)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void afterARestoreNoMappingIsKnown(TestDatabase on) {
        var known = known(on);

        assertThat(known.forgetAll()).isEqualTo(1);
        assertThat(isKnown(on, known, mapping, SITE)).isFalse();
        assertThat(known.forgetAll()).isZero();
        assertThat(known.of(TENANT, mapping.group()).resources(SITE))
                .as("still true")
                .isEqualTo(pairs(1));
    }

    private KnownMappings known(TestDatabase on) {
        var known = new KnownMappings(on.emptied());
        known.remember(TENANT, mapping.group(), SITE, pairs(1));
        known.know(TENANT, mapping);
        return known;
    }

    private static boolean isKnown(TestDatabase on, KnownMappings known, Mapping mapping, String site) {
        return known.of(TENANT, mapping.group())
                .isKnownAs(mapping, site, on.clock().instant(), DAY);
    }

    private Mapping with(ForeignMembers foreign) {
        return new Mapping(
                mapping.name(),
                mapping.group(),
                mapping.sources(),
                mapping.tenant(),
                foreign,
                mapping.keep(),
                mapping.enabled(),
                mapping.limits());
    }

    private static ResourceObjects pairs(long... resources) {
        var pairs = new ResourceObjects.Builder();
        for (long resource : resources) {
            pairs.add(resource, Samples.id(resource));
        }
        return pairs.build();
    }
}
