package io.collectionsync.state;

import io.collectionsync.membership.AlertState;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Something that an administrator is told once.
 *
 * @param id       ascending
 * @param kind     what happened
 * @param subject  the mapping's group; the tenant's id where a credential expires
 * @param name     the mapping's or the tenant's name
 * @param tenant   the tenant's name
 * @param status   the mapping's status word; null of a credential
 * @param detail   one line: the error, why removals are held, or what to do; null where there is nothing to say
 * @param run      id of the run that found it; null of a credential
 * @param occurred when
 * @param attempts how often it was sent to the webhook
 */
public record Notice(
        long id,
        Kind kind,
        UUID subject,
        String name,
        String tenant,
        String status,
        String detail,
        String run,
        Instant occurred,
        int attempts) {

    /** What can happen. */
    public enum Kind {
        HELD,
        FAILED,
        RECOVERED,
        CREDENTIAL_EXPIRING;

        static Kind of(AlertState standing) {
            return switch (standing) {
                case HELD -> HELD;
                case FAILED -> FAILED;
                case GOOD -> RECOVERED;
            };
        }

        /** @return how a mapping stands of which this was the last that was told */
        AlertState standing() {
            return this == HELD ? AlertState.HELD : this == FAILED ? AlertState.FAILED : AlertState.GOOD;
        }

        /** @return such as {@code credential-expiring} */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** @return one line for people */
    public String text() {
        String what =
                switch (kind) {
                    case HELD -> "Mapping " + name + " is held";
                    case FAILED -> "Mapping " + name + " failed (" + status + ")";
                    case RECOVERED -> "Mapping " + name + " has recovered";
                    case CREDENTIAL_EXPIRING -> "The certificate of tenant " + name + " expires soon";
                };
        return detail == null ? what + "." : what + ": " + detail;
    }
}
