package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.CONFIGMGR_LOGIN_TIMEOUT;
import static io.collectionsync.settings.SettingKey.CONFIGMGR_QUERY_TIMEOUT;
import static io.collectionsync.settings.SettingKey.CONFIGMGR_SOCKET_TIMEOUT;
import static io.collectionsync.settings.SettingKey.NAME;

import java.time.Duration;

/**
 * How long the site database may take.
 *
 * @param login  until a connection stands
 * @param query  until the server is asked to stop a statement
 * @param socket of silence until the connection is cut; longer than {@code query}, which a frozen server ignores
 */
public record SiteBounds(Duration login, Duration query, Duration socket) {

    public static final SiteBounds DEFAULT =
            new SiteBounds(Duration.ofSeconds(10), Duration.ofSeconds(120), Duration.ofSeconds(180));

    /** @return the longest that a statement can take until its first row comes, or its failure */
    public Duration untilRows() {
        return login.plus(socket);
    }

    /** @return null after a fault */
    static SiteBounds read(Values values) {
        var login = values.get(CONFIGMGR_LOGIN_TIMEOUT, Rules::duration);
        var query = values.get(CONFIGMGR_QUERY_TIMEOUT, Rules::duration);
        var socket = values.get(CONFIGMGR_SOCKET_TIMEOUT, Rules::duration);
        if (login == null || query == null || socket == null) {
            return null;
        }
        if (socket.compareTo(query) <= 0) {
            values.fault(
                    CONFIGMGR_SOCKET_TIMEOUT,
                    NAME,
                    "must be longer than configmgr.query-timeout: it cuts a server that does" + " not obey the first");
        }
        return new SiteBounds(login, query, socket);
    }
}
