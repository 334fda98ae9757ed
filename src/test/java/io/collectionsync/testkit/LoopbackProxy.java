package io.collectionsync.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ConnectHandler;

/** An HTTP proxy on loopback: it knows where the names of a company lead, may ask for a password, and may refuse. */
public final class LoopbackProxy implements AutoCloseable {

    /** What it was asked to connect to, {@code HOST:PORT}, refused or not. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final Map<String, Integer> hosts = new ConcurrentHashMap<>();
    private final Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private String credentials;
    private boolean refusing;

    public LoopbackProxy() throws Exception {
        server.setHandler(new ConnectHandler() {
            @Override
            protected boolean handleAuthentication(Request request, Response response, String address) {
                asked.add(address);
                response.getHeaders().put(HttpHeader.PROXY_AUTHENTICATE, "Basic realm=\"loopback\"");
                return credentials == null
                        || credentials.equals(request.getHeaders().get(HttpHeader.PROXY_AUTHORIZATION));
            }

            @Override
            public boolean validateDestination(String host, int port) {
                return !refusing;
            }

            @Override
            protected InetSocketAddress newConnectAddress(String host, int port) {
                return super.newConnectAddress(
                        hosts.containsKey(host) ? "127.0.0.1" : host, hosts.getOrDefault(host, port));
            }
        });
        server.start();
    }

    /** The name {@code host} leads to a port on loopback. */
    public LoopbackProxy leading(String host, int port) {
        hosts.put(host, port);
        return this;
    }

    public LoopbackProxy askingFor(String username, String password) {
        credentials = "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public LoopbackProxy refusing() {
        refusing = true;
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
