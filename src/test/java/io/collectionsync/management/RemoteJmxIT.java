package io.collectionsync.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import io.collectionsync.Application;
import io.collectionsync.sandbox.Sandbox;
import io.collectionsync.sandbox.SandboxGroup;
import io.collectionsync.sandbox.SandboxOptions;
import io.collectionsync.testkit.ChildRuntime;
import io.collectionsync.testkit.LiveRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServerConnection;
import javax.management.Notification;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real process with the flags of {@code src/docs/jmx.md}, and clients of it. */
class RemoteJmxIT {

    private static final ObjectName RUNTIME = Beans.name("io.collectionsync:type=Runtime");

    @TempDir
    Path home;

    @Test
    @Timeout(90)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the password file is guarded by POSIX permissions here")
    void monitorsReadAdministratorsActAndOthersAreRefused() throws Exception {
        int port = freePort();
        try (var live = new LiveRuntime(SandboxOptions.defaults().withDevices(200), home).asService()) {
            var sandbox = live.sandbox;
            guarded("jmx.password", "monitor look-only\nadmin may-act\n");
            guarded("jmx.access", "monitor readonly\nadmin readwrite\n");
            var process = runtime(port);
            try {
                awaitStarted(process, port);
                monitorReads(port);
                othersAreRefused(port);
                administratorRepairsAHandEdit(port, sandbox);
                administratorPausesAndMonitorHearsOfIt(port, sandbox);
                administratorSeesThatTheSiteIsGone(port, sandbox);
            } finally {
                end(process);
            }
        }
    }

    /** What JConsole does for a process of the same user. */
    @Test
    @Timeout(90)
    void withoutAnyFlagTheSameUserAttachesLocally() throws Exception {
        var process = ChildRuntime.start(home, "output", "sandbox", "--devices", "200");
        try {
            await().atMost(40, TimeUnit.SECONDS)
                    .pollInterval(200, TimeUnit.MILLISECONDS)
                    .until(() -> output().contains("Home: " + home));
            var machine = VirtualMachine.attach(String.valueOf(process.pid()));
            var url = new JMXServiceURL(machine.startLocalManagementAgent());
            machine.detach();
            try (var connector = JMXConnectorFactory.connect(url)) {
                var beans = new Beans(connector.getMBeanServerConnection());
                await().atMost(30, TimeUnit.SECONDS).ignoreExceptions().until(() -> beans.mapping("kiosks")
                        .isEnabled());
                assertThat(beans.mapping("kiosks").reconcile()).isEqualTo("Success");
                assertThat(beans.mapping("kiosks").getStatus()).isIn("Success", "In Progress");
            }
        } finally {
            end(process);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private void guarded(String name, String text) throws IOException {
        var file = home.resolve("config").resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private Process runtime(int port) throws IOException {
        String page = Files.readString(Path.of("src/docs/jmx.md"))
                .replace("11099", String.valueOf(port))
                .replace("/etc/collection-sync", home.resolve("config").toString());
        var flags = Pattern.compile("-D(com\\.sun|java\\.rmi)[^\\s\"]+")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(flags).hasSize(8);
        return ChildRuntime.java(
                home.resolve("output.log"), flags, Application.class, "run", "--home", home.toString());
    }

    private String output() throws IOException {
        return Files.readString(home.resolve("output.log"));
    }

    private void awaitStarted(Process process, int port) {
        await().atMost(40, TimeUnit.SECONDS)
                .pollInterval(200, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> {
                    assertThat(process.isAlive()).as(output()).isTrue();
                    assertThat(output()).contains("runtime started:");
                });
        await().atMost(5, TimeUnit.SECONDS).ignoreExceptions().until(() -> {
            connect(port, "monitor", "look-only").close();
            return true;
        });
    }

    private void monitorReads(int port) throws IOException {
        try (var connector = connect(port, "monitor", "look-only")) {
            var beans = new Beans(connector.getMBeanServerConnection());
            assertThat(beans.runtime().getVersion()).isNotBlank();
            assertThat(beans.mapping("finance-laptops").getStatus()).isNull();
            assertThatThrownBy(() -> beans.mapping("finance-laptops").reconcile())
                    .isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> beans.runtime().runNow()).isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> beans.deadLetters().discard("pilot-ring", null))
                    .isInstanceOf(SecurityException.class);
            assertThat(beans.runtime().getRuns()).isZero();
        }
    }

    private void othersAreRefused(int port) {
        assertThatThrownBy(() -> connect(port, "monitor", "guessed")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> connect(port, "nobody", "look-only")).isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> JMXConnectorFactory.connect(url(port))).isInstanceOf(SecurityException.class);
    }

    private void administratorRepairsAHandEdit(int port, Sandbox sandbox) throws IOException {
        SandboxGroup group = sandbox.tenant("contoso").group("sg-finance-laptops");
        try (var connector = connect(port, "admin", "may-act")) {
            var beans = new Beans(connector.getMBeanServerConnection());
            assertThat(beans.runtime().runNow()).startsWith("Started");
            await().atMost(30, TimeUnit.SECONDS).until(() -> !beans.runtime().isRunInProgress());
            assertThat(beans.runtime().getLastRunStatus()).isEqualTo("Success");

            UUID member = group.members().iterator().next();
            group.remove(member);
            assertThat(beans.mapping("finance-laptops").reconcile()).isEqualTo("Success");
            assertThat(group.contains(member)).isTrue();
            assertThat(beans.mapping("finance-laptops").getLastAdditions()).isEqualTo(1);
            assertThat(beans.runtime().getRuns()).isEqualTo(2);
            assertThat(beans.tenant("contoso").getTokenExpires()).startsWith("20");
            assertThat(beans.tenant("contoso").getCredentialExpires())
                    .as("a client secret")
                    .isNull();
            assertThat(beans.tenant("contoso").getWriteQuota()).isPositive();
        }
    }

    /** Every attribute that the operator was promised has a value, and the monitor's connection hears what happens. */
    private void administratorPausesAndMonitorHearsOfIt(int port, Sandbox sandbox) throws Exception {
        var heard = new CopyOnWriteArrayList<Notification>();
        try (var watching = connect(port, "monitor", "look-only");
                var acting = connect(port, "admin", "may-act")) {
            var server = watching.getMBeanServerConnection();
            server.addNotificationListener(RUNTIME, (notification, back) -> heard.add(notification), null, null);
            assertThat(attributes(server, RUNTIME))
                    .contains(
                            "Version", "Runs", "RunInProgress", "LastRunSeconds", "DeadLetters", "SecondsSinceSuccess");
            assertThat(attributes(server, Beans.name("io.collectionsync:type=Mapping,name=\"finance-laptops\"")))
                    .contains(
                            "Status",
                            "Desired",
                            "Actual",
                            "LastAdditions",
                            "LastRemovals",
                            "Held",
                            "HeldReasons",
                            "WindowRemovals",
                            "WindowAllowed",
                            "Unresolved",
                            "DeadLetters",
                            "Drift",
                            "LastRun",
                            "LastSuccess",
                            "SecondsSinceSuccess");
            assertThat(attributes(server, Beans.name("io.collectionsync:type=Tenant,name=\"contoso\"")))
                    .contains("Throttled", "PausedForSeconds", "WritesInWindow", "WriteQuota", "TokenExpires");
            var look = new Beans(server).mapping("finance-laptops");
            assertThatThrownBy(look::suspend).isInstanceOf(SecurityException.class);
            assertThatThrownBy(look::plan).isInstanceOf(SecurityException.class);
            assertThatThrownBy(() -> new Beans(server).runtime().suspend()).isInstanceOf(SecurityException.class);

            var mapping = new Beans(acting.getMBeanServerConnection()).mapping("finance-laptops");
            var group = sandbox.tenant("contoso").group("sg-finance-laptops");
            UUID member = group.members().iterator().next();
            assertThat(mapping.suspend()).startsWith("Paused");
            assertThat(mapping.getPaused()).contains("by jmx, admin (suspended over JMX)");
            group.remove(member);
            assertThat(mapping.plan())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("Held: 0 additions, 0 removals, 0 held" + " (paused: since ");
            assertThat(mapping.reconcile()).startsWith("Held: paused: since ");
            assertThat(group.contains(member)).isFalse();
            awaitHeard(heard, "held");
            assertThat(mapping.resume()).isEqualTo("finance-laptops goes on with the next run.");
            assertThat(mapping.plan()).hasSize(2).last().asString().startsWith("add " + member + " ");
            assertThat(mapping.reconcile()).isEqualTo("Success");
            assertThat(group.contains(member)).isTrue();
            awaitHeard(heard, "held", "recovered");
            assertThat(heard.get(0).getMessage()).startsWith("Mapping finance-laptops is held: paused: since ");
            assertThat(heard.get(0).getUserData())
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("name", "finance-laptops")
                    .containsEntry("status", "Held");
        }
    }

    private static List<String> attributes(MBeanServerConnection server, ObjectName name) throws Exception {
        var names = Arrays.stream(server.getMBeanInfo(name).getAttributes())
                .map(MBeanAttributeInfo::getName)
                .toArray(String[]::new);
        return server.getAttributes(name, names).asList().stream()
                .filter(one -> one.getValue() != null)
                .map(Attribute::getName)
                .toList();
    }

    private static void awaitHeard(List<Notification> heard, String... kinds) {
        await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> assertThat(heard)
                .extracting(Notification::getType)
                .containsExactly(Arrays.stream(kinds)
                        .map(kind -> "io.collectionsync." + kind)
                        .toArray(String[]::new)));
    }

    private void administratorSeesThatTheSiteIsGone(int port, Sandbox sandbox) throws IOException {
        try (var connector = connect(port, "admin", "may-act")) {
            sandbox.site().close();
            assertThat(new Beans(connector.getMBeanServerConnection())
                            .mapping("finance-laptops")
                            .reconcile())
                    .as("without any class of ours in the answer")
                    .startsWith("Failed: ");
        }
    }

    private static JMXConnector connect(int port, String user, String password) throws IOException {
        return JMXConnectorFactory.connect(url(port), Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
    }

    private static JMXServiceURL url(int port) throws IOException {
        return new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
