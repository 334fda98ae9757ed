package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.collectionsync.membership.Failure.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Constants are known by their words, on record, in outputs and in files. */
class WordsTest {

    static Stream<List<? extends Worded>> words() {
        return Stream.of(
                List.of(Status.values()),
                List.of(ForeignMembers.values()),
                List.of(FirstRun.values()),
                List.of(Change.Kind.values()),
                List.of(HoldReason.Word.values()),
                List.of(Unresolved.Reason.values()),
                List.of(Outcome.Result.values()),
                List.of(Kind.values()));
    }

    @ParameterizedTest
    @MethodSource("words")
    void eachWordMeansOneConstant(List<? extends Worded> constants) {
        assertThat(constants.stream().map(Worded::word)).doesNotHaveDuplicates().allSatisfy(word -> assertThat(word)
                .isNotBlank());
        assertThat(Stream.of(constants).filter(ReasonWord.class::isInstance).map(ReasonWord.class::cast))
                .allSatisfy(reason -> {
                    assertThat(reason.meaning()).isNotBlank().doesNotEndWith(".");
                    assertThat(reason.fix()).isNotBlank().doesNotEndWith(".");
                    assertThat(reason.text()).isEqualTo(reason.word() + ": " + reason.meaning());
                });
    }

    @Test
    void aConstantIsFoundByItsWordAlone() {
        assertThat(Worded.of(Status.class, "Partial Success")).isEqualTo(Status.PARTIAL_SUCCESS);
        assertThat(Worded.of(FirstRun.class, "limits")).isEqualTo(FirstRun.LIMITS);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Worded.of(Status.class, "SUCCESS"))
                .withMessage("No Status is called SUCCESS");
    }

    @Test
    void wordsOfTheContract() {
        assertThat(Stream.of(Status.values()).map(Status::word))
                .containsExactly("Success", "Partial Success", "Failed", "In Progress", "Held");
        assertThat(Stream.of(UserIdentity.Property.values()).map(UserIdentity.Property::word))
                .containsExactly("id", "userPrincipalName", "onPremisesSecurityIdentifier");
        assertThat(Stream.of(ForeignMembers.values()).map(ForeignMembers::word)).containsExactly("remove", "keep");
        assertThat(Stream.of(Change.Kind.values()).map(Change.Kind::word)).containsExactly("addition", "removal");
    }

    @Test
    void anApprovalReleasesLimitsAndNeverADoubtAboutTheRead() {
        assertThat(Stream.of(HoldReason.Word.values()).filter(word -> !word.isReleasable()))
                .contains(HoldReason.Word.COLLECTION_NOT_READY, HoldReason.Word.MEMBER_COUNT, HoldReason.Word.PAUSED);
        assertThat(Stream.of(HoldReason.Word.values()).filter(HoldReason.Word::isReleasable))
                .contains(HoldReason.Word.FIRST_RUN, HoldReason.Word.CANNOT_TELL, HoldReason.Word.MAX_REMOVALS);
    }

    @Test
    void aFailureOfAnotherRunIsNotThisOnesToTell() {
        assertThat(Stream.of(Kind.values()).filter(Kind::isOthers)).containsExactly(Kind.GROUP_BUSY, Kind.TAKEN_OVER);
        var failure = Failure.of(Kind.EDITED);
        assertThat(failure.is(Kind.EDITED)).isTrue();
        assertThat(failure.is(Kind.PAUSED)).isFalse();
        assertThat(failure.text()).isEqualTo(Kind.EDITED.meaning() + ": " + Kind.EDITED.fix());
        assertThat(Failure.unexpected("odd")).isEqualTo(new Failure(Kind.UNEXPECTED, "odd"));
    }

    @Test
    void whoHasToLookFollowsFromTheStatus() {
        assertThat(Stream.of(Status.values()).map(AlertState::of))
                .containsExactly(
                        AlertState.GOOD, AlertState.FAILED, AlertState.FAILED, AlertState.GOOD, AlertState.HELD);
    }

    @Test
    void aMappingIsNamedByNameGroupOrCollection() {
        var group = UUID.fromString("5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40");
        var sources = new Sources(List.of("PS100012"), List.of("PS100099"), Set.of("ServerAd"));
        var mapping = new Mapping(
                "Pilot", group, sources, "contoso", ForeignMembers.REMOVE, MemberIds.none(), true, Limits.DEFAULT);

        assertThat(mapping.collections()).containsExactly("PS100012");
        assertThat(mapping.exclude()).containsExactly("PS100099");
        assertThat(mapping.joinTypes()).containsExactly("ServerAd");
        assertThat(mapping.isCalled("Pilot")).isTrue();
        assertThat(mapping.isCalled("pilot")).isFalse();
        assertThat(mapping.isCalled(group.toString().toUpperCase(Locale.ROOT))).isTrue();
        assertThat(mapping.isCalled("PS100012")).isFalse();
        assertThat(mapping.isNamed("Pilot")).isTrue();
        assertThat(mapping.isNamed("ps100012")).isTrue();
        assertThat(mapping.isNamed("PS100099")).isFalse();
    }
}
