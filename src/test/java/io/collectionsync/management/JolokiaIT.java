package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.collectionsync.Application;
import io.collectionsync.testkit.ChildRuntime;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real process with Jolokia's agent as {@code src/docs/jmx.md} has it. */
class JolokiaIT {

    private static final String READ =
            """
            {"type":"read","mbean":"io.collectionsync:type=Runtime","attribute":["Version","DeadLetters"]}""";
    private static final String RUN_NOW =
            """
            {"type":"exec","mbean":"io.collectionsync:type=Runtime","operation":"runNow()"}""";
    private static final String STOP =
            """
            {"type":"exec","mbean":"org.apache.camel:context=collection-sync,type=routes,name=\\"run\\"",
             "operation":"stop()"}""";
    private static final String DRAW =
            """
            {"type":"exec","mbean":"org.apache.camel:context=collection-sync,type=routes,name=\\"run\\"",
             "operation":"dumpRouteAsXml()"}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private int port;

    @Test
    @Timeout(120)
    void aBrowserReadsAndDrawsAndChangesNothing() throws Exception {
        var process = sandbox();
        try {
            await().atMost(60, TimeUnit.SECONDS)
                    .ignoreExceptions()
                    .until(() -> ask("look-only", READ).body().contains("\"status\":200"));
            assertThat(ask("look-only", READ).body()).contains("\"DeadLetters\":0");
            assertThat(ask("guessed", READ).statusCode()).isEqualTo(401);
            assertThat(client.send(HttpRequest.newBuilder(uri()).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(ask("look-only", DRAW).body()).contains("<route ");
            assertThat(ask("look-only", RUN_NOW).body()).contains("forbidden", "\"status\":403");
            assertThat(ask("look-only", STOP).body()).contains("forbidden", "\"status\":403");
        } finally {
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private Process sandbox() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String page = Files.readString(Path.of("src/docs/jmx.md"));
        var block = Pattern.compile("(?s) +host=127.0.0.1\\n.*?(?= +```)").matcher(page);
        assertThat(block.find()).isTrue();
        Files.copy(Path.of("src/docs/jolokia-access.xml"), folder.resolve("jolokia-access.xml"));
        var config = Files.writeString(
                folder.resolve("jolokia.properties"),
                block.group()
                        .replaceAll("(?m)^ +", "")
                        .replace("8778", String.valueOf(port))
                        .replace("file:///etc/collection-sync", folder.toUri().toString()));
        String agent = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(jar -> jar.contains("jolokia-agent-jvm"))
                .findFirst()
                .orElseThrow();
        return ChildRuntime.java(
                folder.resolve("output.log"),
                List.of("-javaagent:" + agent + "=config=" + config),
                Application.class,
                "sandbox",
                "--devices",
                "200",
                "--home",
                folder.resolve("home").toString());
    }

    private URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/jolokia/");
    }

    private HttpResponse<String> ask(String password, String body) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("monitor:" + password).getBytes(StandardCharsets.UTF_8));
        return client.send(
                HttpRequest.newBuilder(uri())
                        .header("Authorization", "Basic " + login)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
