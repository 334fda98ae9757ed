package io.collectionsync.state;

import io.collectionsync.membership.AlertState;
import io.collectionsync.membership.Status;
import io.collectionsync.membership.Worded;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Something that an administrator is told once.
 *
 * @param id       ascending
 * @param kind     what happened
 * @param subject  what it happened to
 * @param status   how the mapping stands; null of a credential
 * @param detail   one line: the error, why removals are held, or what to do; null where there is nothing to say
 * @param run      id of the run that found it; null of a credential
 * @param occurred when
 * @param attempts how often it was sent to the webhook
 */
public record Notice(
        long id, Kind kind, Subject subject, Status status, String detail, String run, Instant occurred, int attempts) {

    /**
     * What a notice is about.
     *
     * @param id     the mapping's group; the tenant's id where a credential expires
     * @param name   the mapping's or the tenant's name
     * @param tenant the tenant's name
     */
    public record Subject(UUID id, String name, String tenant) {}

    /** What can happen. */
    public enum Kind implements Worded {
        HELD,
        FAILED,
        RECOVERED,
        CREDENTIAL_EXPIRING;

        static Kind of(AlertState alertState) {
            return switch (alertState) {
                case HELD -> HELD;
                case FAILED -> FAILED;
                case GOOD -> RECOVERED;
            };
        }

        /** @return how a mapping stands of which this was the last that was told */
        AlertState alertState() {
            return this == HELD ? AlertState.HELD : this == FAILED ? AlertState.FAILED : AlertState.GOOD;
        }

        /** @return such as {@code credential-expiring} */
        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @return the mapping's or the tenant's name */
    public String name() {
        return subject.name();
    }

    /** @return whether it is about a tenant, and no mapping */
    public boolean isOfTenant() {
        return kind == Kind.CREDENTIAL_EXPIRING;
    }

    /** @return one line for people */
    public String text() {
        String what =
                switch (kind) {
                    case HELD -> "Mapping " + name() + " is held";
                    case FAILED -> "Mapping " + name() + " failed (" + status.word() + ")";
                    case RECOVERED -> "Mapping " + name() + " has recovered";
                    case CREDENTIAL_EXPIRING -> "The certificate of tenant " + name() + " expires soon";
                };
        return detail == null ? what + "." : what + ": " + detail;
    }
}
