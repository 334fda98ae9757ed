package io.collectionsync.management;

import io.collectionsync.state.Notice;
import io.collectionsync.state.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends every new notice of the state database, whichever process wrote it, as a notification of {@code type=Runtime};
 * and looks after certificates that are about to end.
 */
final class Announcer extends NotificationBroadcasterSupport {

    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    /** Renewing a certificate takes a change board its time. */
    private static final Duration EXPIRING = Duration.ofDays(30);
    /** Listeners that were cut off by a restart are back by then. */
    private static final Duration ASK_AGAIN = Duration.ofMinutes(10);
    /** A notice may be committed after one with a higher id; not by more than this. */
    private static final Duration COMMITTED = Duration.ofMinutes(1);

    private final ObjectName source;
    private final Control control;
    private final Notices notices;
    private final Clock clock;
    private final Set<Long> told = new HashSet<>();
    private long floor = -1;
    private Instant credentialsDue;

    Announcer(ObjectName source, Control control, Notices notices, Clock clock) {
        super(new MBeanNotificationInfo(
                Arrays.stream(Notice.Kind.values()).map(Announcer::type).toArray(String[]::new),
                Notification.class.getName(),
                "A mapping became held, failed or recovered, once each time; or a"
                        + " certificate ends within 30 days, once a day. The message is for people, the user data a map of"
                        + " texts for programs."));
        this.source = source;
        this.control = control;
        this.notices = notices;
        this.clock = clock;
        this.credentialsDue = clock.instant().plus(ASK_AGAIN);
    }

    private static String type(Notice.Kind kind) {
        return "io.collectionsync." + kind.word();
    }

    /** Tells what is new since the last look; nothing of what was written before the first. */
    synchronized void look() {
        try {
            if (floor < 0) {
                floor = notices.latest();
            }
            watchCredentials();
            tell();
        } catch (RuntimeException later) {
            LOG.debug("notices are told later: {}", later.getMessage());
        }
    }

    private void watchCredentials() {
        var now = clock.instant();
        // a clock that was set back makes it due
        if (now.isBefore(credentialsDue) && !now.isBefore(credentialsDue.minus(ASK_AGAIN))) {
            return;
        }
        for (var tenant : control.tenants()) {
            if (tenant.credentialExpires() != null && tenant.credentialExpires().isBefore(now.plus(EXPIRING))) {
                notices.credentialExpires(tenant.name(), tenant.id(), tenant.credentialExpires())
                        .ifPresent(notice -> LOG.atWarn()
                                .addKeyValue("tenant", tenant.name())
                                .addKeyValue("expires", tenant.credentialExpires())
                                .log("certificate expires soon"));
            }
        }
        credentialsDue = now.plus(ASK_AGAIN);
    }

    private void tell() {
        var recent = notices.after(floor);
        recent.stream().filter(notice -> told.add(notice.id())).forEach(this::send);
        var committed = clock.instant().minus(COMMITTED);
        recent.stream()
                .filter(notice -> notice.occurred().isBefore(committed))
                .mapToLong(Notice::id)
                .max()
                .ifPresent(id -> {
                    floor = id;
                    told.removeIf(one -> one <= id);
                });
    }

    private void send(Notice notice) {
        var notification = new Notification(
                type(notice.kind()), source, notice.id(), notice.occurred().toEpochMilli(), notice.text());
        notification.setUserData(data(notice));
        sendNotification(notification);
    }

    /** Classes of the JDK alone: so every client can read it. */
    private static HashMap<String, String> data(Notice notice) {
        var data = new HashMap<>(Map.of(
                "event",
                notice.kind().word(),
                "name",
                notice.name(),
                "tenant",
                notice.subject().tenant(),
                "time",
                notice.occurred().toString()));
        data.put("status", notice.status() == null ? null : notice.status().word());
        data.put("detail", notice.detail());
        data.put("run", notice.run());
        return data;
    }
}
