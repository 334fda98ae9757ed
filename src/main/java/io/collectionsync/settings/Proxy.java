package io.collectionsync.settings;

import static io.collectionsync.settings.SettingKey.PROXY_EXCEPTIONS;
import static io.collectionsync.settings.SettingKey.PROXY_PASSWORD;
import static io.collectionsync.settings.SettingKey.PROXY_URL;
import static io.collectionsync.settings.SettingKey.PROXY_USERNAME;

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

    /** @return null: none; or after a fault */
    static Proxy read(Values values) {
        var url = values.get(PROXY_URL, Rules::proxy);
        values.refuseWithout(PROXY_URL, PROXY_USERNAME, PROXY_PASSWORD, PROXY_EXCEPTIONS);
        values.checkLogin(PROXY_URL, PROXY_USERNAME, PROXY_PASSWORD);
        var username = values.get(PROXY_USERNAME, Rules::text);
        var password = values.get(PROXY_PASSWORD, Rules::text);
        var exceptions = values.get(PROXY_EXCEPTIONS, Rules::words);
        return url == null ? null : new Proxy(url, username, password, exceptions == null ? List.of() : exceptions);
    }

    @Override
    public String toString() {
        return "Proxy[url=%s, username=%s, password=***, exceptions=%s]".formatted(url, username, exceptions);
    }
}
