package io.collectionsync.settings;

import java.net.URI;
import java.util.List;

/**
 * The HTTP proxy for everything that goes to Entra and Graph.
 *
 * @param url        {@code http://HOST:PORT}
 * @param username   null: the proxy asks for no name
 * @param password   null where the name is
 * @param exceptions hosts reached without the proxy, {@code *} for any text
 */
public record Proxy(URI url, String username, String password, List<String> exceptions) {

    public Proxy {
        exceptions = List.copyOf(exceptions);
    }

    @Override
    public String toString() {
        return "Proxy[url=%s, username=%s, password=***, exceptions=%s]".formatted(url, username, exceptions);
    }
}
