package io.collectionsync.graph.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.collectionsync.graph.GraphAnswer;
import io.collectionsync.graph.GraphCall;
import io.collectionsync.graph.GraphFault;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of group kinds: which can hold devices that Graph writes. */
class GroupFactsTest {

    private static final UUID GROUP = UUID.fromString("5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40");

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "security             | []                                | false | true  | null  | -",
                "security, cloud only | []                                | false | true  | false | -",
                "Microsoft 365        | [\"Unified\"]                     | true  | false | null  | is a Microsoft 365 group",
                "M 365 for security   | [\"Unified\"]                     | true  | true  | null  | is a Microsoft 365 group",
                "mail-enabled         | []                                | true  | true  | null  | is mail-enabled",
                "distribution         | []                                | true  | false | null  | is mail-enabled",
                "dynamic              | [\"DynamicMembership\"]           | false | true  | null  | is dynamic",
                "dynamic M 365        | [\"Unified\",\"DynamicMembership\"] | true | false | null  | is dynamic",
                "synchronised         | []                                | false | true  | true  | is synchronised from on-premises",
                "neither              | []                                | false | false | null  | is no security group"
            })
    void aKindCanOrCannotBeATarget(
            String kind, String types, boolean mail, boolean security, String synchronised, String fault) {
        var facts = facts(
                200,
                "{\"id\":\"" + GROUP + "\",\"displayName\":\"Ring\",\"groupTypes\":" + types + ",\"mailEnabled\":"
                        + mail + ",\"securityEnabled\":" + security + ",\"onPremisesSyncEnabled\":" + synchronised
                        + "}");

        if (fault == null) {
            assertThat(facts.requireWritable()).isEqualTo(new GroupFacts(GROUP, "Ring", null, null, null));
        } else {
            assertThatThrownBy(facts::requireWritable)
                    .isInstanceOf(GraphFault.class)
                    .hasMessageStartingWith("Group " + GROUP + " (Ring) " + fault)
                    .hasMessageEndingWith("choose an assigned security group as target");
        }
    }

    @Test
    void aMissingGroupIsAFaultThatNamesTheMend() {
        assertThatThrownBy(() -> facts(404, ""))
                .isInstanceOf(GraphFault.class)
                .hasMessageContaining("does not exist in this tenant: correct 'group' in config/mappings.yaml");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "403, {}",
        "500, ''",
        "0, ''",
        "200, ''",
        "200, {}",
        "200, <html>",
        "200, {\"id\":\"5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f49\"}"
    })
    void aGroupThatCannotBeReadIsAFault(int status, String body) {
        assertThatThrownBy(() -> facts(status, body))
                .isInstanceOf(GraphFault.class)
                .hasMessageContaining("could not be read");
    }

    @Test
    void aGroupIsYoungForAQuarterOfAnHour() {
        var made = Instant.parse("2026-11-23T10:15:30Z");
        var facts = facts(200, "{\"id\":\"" + GROUP + "\",\"createdDateTime\":\"" + made + "\"}");

        assertThat(facts.isYoung(made.plusSeconds(899))).isTrue();
        assertThat(facts.isYoung(made.plusSeconds(900))).isFalse();
        assertThat(facts(200, "{\"id\":\"" + GROUP + "\",\"createdDateTime\":\"once\"}")
                        .isYoung(made))
                .isFalse();
    }

    @Test
    void aHiddenMembershipTakesAPermissionOfItsOwn() {
        var facts = facts(200, "{\"id\":\"" + GROUP + "\",\"visibility\":\"HiddenMembership\"}");

        assertThat(facts.role()).isEqualTo("Member.Read.Hidden");
        assertThat(facts.kind()).isEqualTo("has a hidden membership");
    }

    @Test
    void everythingThatDecidesIsAskedFor() {
        assertThat(GraphCall.groupFacts("contoso", GROUP).url())
                .isEqualTo("/groups/" + GROUP
                        + "?$select=id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,isAssignableToRole,"
                        + "isManagementRestricted,visibility,createdDateTime");
    }

    private static GroupFacts facts(int status, String body) {
        return GroupFacts.of(GROUP, new GraphAnswer(status, Map.of(), body, null));
    }
}
