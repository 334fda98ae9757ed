package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.state.Notices;
import io.collectionsync.state.db.StateDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.management.Notification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnnouncerTest {

    private static final UUID TENANT = UUID.fromString("11111111-1111-1111-1111-111111111111");
    private static final Duration MINUTES = Duration.ofMinutes(11);

    private final StandInControl control = new StandInControl();
    private final List<Notification> heard = new ArrayList<>();
    private Instant now = Instant.now();
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("Z");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @Test
    void aCertificateIsAnnouncedFromThirtyDaysBeforeItsEndOnAndOnceADay(@TempDir Path folder) {
        try (var database = StateDatabase.openEmbedded(folder)) {
            var announcer = announcer(database);
            ends(Duration.ofDays(31));
            look(announcer, MINUTES);
            assertThat(heard).isEmpty();

            ends(Duration.ofDays(29));
            look(announcer, MINUTES);
            look(announcer, MINUTES);
            look(announcer(database), MINUTES);
            assertThat(heard).singleElement().satisfies(one -> {
                assertThat(one.getType()).isEqualTo("io.collectionsync.credential-expiring");
                assertThat(one.getMessage()).startsWith("The certificate of tenant contoso expires soon: it ends ");
            });
        }
    }

    @Test
    void aTenantWithoutACertificateIsNotAnnounced(@TempDir Path folder) {
        try (var database = StateDatabase.openEmbedded(folder)) {
            control.tenants = List.of(new TenantState("contoso", TENANT, Instant.MIN, 0, 3000, null, null));
            look(announcer(database), MINUTES);
            assertThat(heard).isEmpty();
        }
    }

    private Announcer announcer(StateDatabase database) {
        var announcer = new Announcer(
                Beans.name("io.collectionsync:type=Runtime"),
                control,
                new Notices(database, false, Duration.ofSeconds(1)),
                clock);
        announcer.look();
        announcer.addNotificationListener((notification, back) -> heard.add(notification), null, null);
        return announcer;
    }

    private void look(Announcer announcer, Duration later) {
        now = now.plus(later);
        announcer.look();
    }

    private void ends(Duration in) {
        control.tenants = List.of(new TenantState("contoso", TENANT, Instant.MIN, 0, 3000, null, now.plus(in)));
    }
}
