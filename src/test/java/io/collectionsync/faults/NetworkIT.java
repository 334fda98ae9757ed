package io.collectionsync.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.settings.Cloud;
import io.collectionsync.testkit.InspectedHosts;
import io.collectionsync.testkit.LoopbackProxy;
import io.collectionsync.testkit.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks as companies have them: a proxy, TLS that is inspected, other clouds; and what check says of each. */
class NetworkIT {

    /** Names that no resolver knows (RFC 2606): whoever reaches them has gone through the proxy. */
    private static final String GRAPH = "graph.inspected.test";

    private static final String LOGIN = "login.inspected.test";

    private static Sandbox sandbox;

    @TempDir
    private Path home;

    private Scene scene;
    private Scene.Pair ring;
    private LoopbackProxy proxy;

    @BeforeAll
    static void startSandbox() {
        sandbox = Scene.sandbox(200);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void start() throws Exception {
        scene = new Scene(sandbox, home);
        ring = scene.mapping("ring", 0, 5);
        proxy = new LoopbackProxy();
    }

    @AfterEach
    void stop() throws Exception {
        scene.close();
        proxy.close();
    }

    @Test
    void tokensAndCallsGoThroughTheProxyAndNothingPastIt() throws Exception {
        try (var hosts = inspected(GRAPH, LOGIN)) {
            lead("https://" + GRAPH, "https://" + LOGIN);
            scene.live.set("proxy.url = " + proxy.url());

            assertThat(scene.run("apply").exit()).isZero();

            assertThat(ring.group.members()).isEqualTo(ring.objects());
            assertThat(proxy.asked)
                    .contains(GRAPH + ":443", LOGIN + ":443")
                    .allMatch(asked -> asked.startsWith(GRAPH) || asked.startsWith(LOGIN));
            assertThat(hosts.asked)
                    .anyMatch(asked -> asked.startsWith(LOGIN) && asked.endsWith("/token"))
                    .anyMatch(asked -> asked.startsWith(GRAPH) && asked.endsWith("/$batch"));
        }
    }

    @Test
    void aProxyThatAsksForAPasswordGetsIt() {
        proxy.askingFor("collection-sync", "Proxy-Password-1");
        scene.live.set(
                "proxy.url = " + proxy.url(), "proxy.username = collection-sync", "proxy.password = Proxy-Password-1");

        assertThat(scene.run("apply").exit()).isZero();

        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(proxy.asked).isNotEmpty();
    }

    @Test
    void anExceptedHostIsReachedWithoutTheProxyAndTheOthersThroughIt() {
        String port = ":" + URI.create(sandbox.graph().url()).getPort();
        lead("https://localhost" + port, "https://127.0.0.1" + port);
        scene.live.set("proxy.url = " + proxy.url(), "proxy.exceptions = *.contoso.test, LOCALHOST");

        assertThat(scene.run("apply").exit()).isZero();

        assertThat(ring.group.members()).isEqualTo(ring.objects());
        assertThat(proxy.asked).isNotEmpty().containsOnly("127.0.0.1" + port);
    }

    @ParameterizedTest
    @EnumSource(Cloud.class)
    void eachCloudIsReachedUnderItsOwnNames(Cloud cloud) throws Exception {
        String graph = cloud.graphUrl().getHost();
        // the token library prefers this one to login.chinacloudapi.cn
        String login = cloud == Cloud.CHINA
                ? "login.partner.microsoftonline.cn"
                : cloud.authorityUrl().getHost();
        try (var hosts = inspected(graph, login)) {
            drop("-url = https:");
            scene.live.set("proxy.url = " + proxy.url());
            for (String tenant : List.of("contoso", "fabrikam")) {
                scene.live.set("tenant." + tenant + ".cloud = "
                        + cloud.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            }

            assertThat(scene.run("apply").exit()).isZero();

            assertThat(ring.group.members()).isEqualTo(ring.objects());
            assertThat(hosts.asked)
                    .anyMatch(asked -> asked.startsWith(login) && asked.endsWith("/token"))
                    .anyMatch(asked -> asked.startsWith(graph) && asked.endsWith("/$batch"));
        }
    }

    @Test
    void anInspectedConnectionIsRefusedUntilItsAuthorityIsTrusted() throws Exception {
        try (var hosts = inspected(GRAPH, LOGIN)) {
            lead("https://" + GRAPH, "https://" + LOGIN);
            scene.live.set("proxy.url = " + proxy.url());
            String authority = Files.readString(home.resolve("config/sandbox-ca.pem"));
            Files.writeString(
                    home.resolve("config/sandbox-ca.pem"),
                    sandbox.certificates().authorityPem());

            assertThat(fault("token of tenant contoso"))
                    .contains(
                            "https://" + LOGIN,
                            "the server's certificate is not trusted",
                            "add its authority to tls.trust-file");
            assertThat(hosts.asked).isEmpty();

            Files.writeString(home.resolve("config/sandbox-ca.pem"), authority);
            assertThat(scene.run("check").exit()).isZero();
        }
    }

    @Test
    void checkTellsAProxyThatAsksForAPassword() {
        proxy.askingFor("collection-sync", "Proxy-Password-1");
        scene.live.set("proxy.url = " + proxy.url());

        assertFaults(407, "set proxy.username and proxy.password");

        scene.live.set("proxy.username = collection-sync", "proxy.password = Wrong-Password");
        proxy.asked.clear();

        assertFaults(407, "correct proxy.username and proxy.password");
        assertThat(proxy.asked).as("attempts that may lock the account").hasSizeLessThanOrEqualTo(8);
    }

    @Test
    void checkTellsAProxyThatRefusesTheHost() {
        proxy.refusing();
        scene.live.set("proxy.url = " + proxy.url());

        assertFaults(403, "have it allow this host, or name the host in proxy.exceptions");
    }

    @Test
    void checkTellsANameThatDoesNotResolve() {
        lead("https://" + GRAPH, "https://" + LOGIN);
        assertThat(fault("token of tenant contoso"))
                .endsWith("the name " + LOGIN + " does not resolve; check the URL, DNS or proxy.url");

        scene.live.set("proxy.url = http://proxy.nowhere.test:8080");
        assertThat(fault("token of tenant contoso"))
                .endsWith("the name proxy.nowhere.test does not resolve; check the" + " URL, DNS or proxy.url");
    }

    @Test
    void checkTellsAPortThatRefuses() {
        lead("https://127.0.0.1:1", sandbox.graph().authorityUrl());
        assertThat(fault("mapping ring, group"))
                .contains("no connection", "127.0.0.1:1", "check the URL, the firewall or proxy.url");

        lead(sandbox.graph().url(), "https://127.0.0.1:1");
        assertThat(fault("token of tenant contoso"))
                .contains("no connection", "127.0.0.1:1", "check the URL, the firewall or proxy.url");
    }

    @Test
    void checkTellsAPortThatAFirewallDrops() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var queue = fill(silent);
            // the other tenant would cost its own time-out
            scene.live.set("tenant.contoso.authority-url = https://127.0.0.1:" + silent.getLocalPort());

            assertThat(fault("token of tenant contoso"))
                    .contains("no connection in time", "127.0.0.1:" + silent.getLocalPort(), "a firewall may drop it");
            for (var socket : queue) {
                socket.close();
            }
        }
    }

    /** Nobody accepts there: once its queue is full, further attempts hear nothing. */
    private static List<Socket> fill(ServerSocket silent) throws IOException {
        var queue = new ArrayList<Socket>();
        for (int i = 0; i < 8; i++) {
            var socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(silent.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException full) {
                break;
            }
        }
        return queue;
    }

    private InspectedHosts inspected(String... names) throws IOException {
        var hosts = new InspectedHosts(sandbox, names);
        Stream.of(names).forEach(name -> proxy.leading(name, hosts.port()));
        Files.writeString(home.resolve("config/sandbox-ca.pem"), hosts.authorityPem());
        return hosts;
    }

    /** Both tenants are reached there. */
    private void lead(String graph, String login) {
        for (String tenant : List.of("contoso", "fabrikam")) {
            scene.live.set(
                    "tenant." + tenant + ".graph-url = " + graph, "tenant." + tenant + ".authority-url = " + login);
        }
    }

    private void drop(String setting) {
        scene.live.edit("config/application.properties", text -> text.lines()
                .filter(line -> !line.contains(setting))
                .collect(Collectors.joining("\n", "", "\n")));
    }

    /** What check says of the token, and of the group when the token comes past the proxy. */
    private void assertFaults(int status, String mend) {
        String port = ":" + URI.create(sandbox.graph().url()).getPort();
        lead("https://localhost" + port, "https://127.0.0.1" + port);
        assertThat(fault("token of tenant contoso"))
                .endsWith(mend)
                .contains("the proxy refuses to connect to 127.0.0.1" + port + " (" + status);
        scene.live.set("proxy.exceptions = 127.0.0.1");
        assertThat(fault("mapping ring, group"))
                .endsWith(mend)
                .contains("the proxy refuses to connect to localhost" + port + " (" + status);
        drop("proxy.exceptions");
    }

    private String fault(String subject) {
        var check = scene.run("check");
        assertThat(check.exit()).isEqualTo(1);
        return check.out()
                .lines()
                .filter(line -> line.startsWith("FAULT " + subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError(check.out()));
    }
}
