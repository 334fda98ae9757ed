package io.collectionsync.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the members are that would be removed. */
class RemovalKindsTest {

    private static final UUID HYBRID = new UUID(0, 1);
    private static final UUID JOINED = new UUID(0, 2);
    private static final UUID USER = new UUID(0, 3);
    private static final UUID UNKNOWN = new UUID(0, 4);
    private static final UUID STAYS = new UUID(0, 5);

    @Test
    void eachRemovalIsOfOneKind() {
        var removals = MemberIds.of(HYBRID, JOINED, USER, UNKNOWN);
        var actual = new Actual(removals.or(MemberIds.of(STAYS)), Map.of(USER, "user"));
        var devices = List.of(device(HYBRID, "ServerAd"), device(JOINED, null), device(STAYS, "ServerAd"));

        var kinds = RemovalKinds.of(removals, actual, devices);

        assertThat(kinds).isEqualTo(new RemovalKinds(1, 1, 1, 1));
        assertThat(kinds.text()).isEqualTo("1 hybrid joined, 1 added by hand, 1 of another type, 1 unknown to Entra");
        assertThat(new RemovalKinds(0, 7, 0, 0).text()).isEqualTo("7 added by hand");
        assertThat(RemovalKinds.of(MemberIds.none(), actual, devices)).isEqualTo(RemovalKinds.NONE);
    }

    private static DirectoryDevice device(UUID object, String joinType) {
        return new DirectoryDevice(UUID.randomUUID(), object, joinType, true, "PC");
    }
}
