package io.collectionsync.sandbox;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A small sandbox of its own for each test, and what most tests need of it. */
abstract class SandboxTestBase {

    Sandbox sandbox;
    SandboxClient client;
    SandboxTenant contoso;
    SandboxGroup group;
    /** Objects of Entra joined devices that are members of nothing. */
    List<UUID> devices;

    @BeforeEach
    void startSandbox() {
        sandbox = Sandbox.start(options());
        client = new SandboxClient(sandbox);
        contoso = sandbox.tenant("contoso");
        group = contoso.group("sg-empty");
        devices = IntStream.rangeClosed(1, 200)
                .mapToObj(sandbox.world()::device)
                .filter(device -> device.kind() == SandboxDevice.Kind.JOINED)
                .map(SandboxDevice::objectId)
                .toList();
    }

    SandboxOptions options() {
        return SandboxOptions.defaults().withDevices(200);
    }

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    SandboxFaults faults() {
        return sandbox.graph().faults();
    }

    List<String> brokenRules() {
        return sandbox.graph().violations().stream().map(Violation::rule).toList();
    }
}
