package io.collectionsync.settings;

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
}
