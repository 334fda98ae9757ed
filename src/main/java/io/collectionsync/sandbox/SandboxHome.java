package io.collectionsync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Writes the home of a runtime that works on a sandbox. */
final class SandboxHome {

    private final Sandbox sandbox;

    SandboxHome(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    void write(Path home, Path routesSource) {
        try {
            Path secrets = Files.createDirectories(home.resolve("config/secrets"));
            secret(secrets.resolve("configmgr-password"), sandbox.site().password());
            for (SandboxTenant tenant : sandbox.graph().tenants()) {
                secret(
                        secrets.resolve(tenant.name() + "-client-secret"),
                        tenant.app().clientSecret());
            }
            Files.writeString(
                    home.resolve("config/sandbox-ca.pem"),
                    sandbox.certificates().authorityPem());
            Files.writeString(home.resolve("config/application.properties"), settings());
            Files.writeString(home.resolve("config/mappings.yaml"), mappings());
            if (routesSource != null) {
                copy(routesSource, home.resolve("routes"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's home cannot be written to " + home, e);
        }
    }

    private String settings() {
        StringBuilder text = new StringBuilder("# Written by the sandbox at each start; edits are lost.\n");
        line(text, "configmgr.url", sandbox.site().url());
        line(text, "configmgr.username", sandbox.site().username());
        line(text, "configmgr.password-file", "config/secrets/configmgr-password");
        for (String name : new String[] {"contoso", "fabrikam"}) {
            SandboxTenant tenant = sandbox.tenant(name);
            line(text, "tenant." + name + ".id", tenant.id());
            line(text, "tenant." + name + ".client-id", tenant.app().clientId());
            line(text, "tenant." + name + ".client-secret-file", "config/secrets/" + name + "-client-secret");
            line(text, "tenant." + name + ".graph-url", sandbox.graph().url());
            line(text, "tenant." + name + ".authority-url", sandbox.graph().authorityUrl());
        }
        line(text, "tls.trust-file", "config/sandbox-ca.pem");
        line(text, "schedule.cron", "0/20 * * * * ?");
        if (sandbox.options().clockSpeed() != 1) {
            line(
                    text,
                    "graph.write-window",
                    sandbox.graph().wall(Duration.ofSeconds(150)).toMillis() + "ms");
            line(
                    text,
                    "graph.read-window",
                    sandbox.graph().wall(Duration.ofSeconds(10)).toMillis() + "ms");
        }
        return text.toString();
    }

    private String mappings() {
        StringBuilder text = new StringBuilder("# Written by the sandbox at each start; edits are lost.\nmappings:\n");
        for (SandboxMapping mapping : sandbox.mappings()) {
            text.append("  - name: ").append(mapping.name()).append('\n');
            text.append("    group: ").append(mapping.group().id()).append('\n');
            text.append("    collections: [")
                    .append(String.join(", ", mapping.collections()))
                    .append("]\n");
            text.append("    tenant: ").append(mapping.tenant()).append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, Object value) {
        text.append(key)
                .append(" = ")
                .append(value.toString().replace("\\", "\\\\"))
                .append('\n');
    }

    private static void secret(Path file, String value) throws IOException {
        Files.deleteIfExists(file);
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (UnsupportedOperationException e) {
            Files.createFile(file);
        }
        Files.writeString(file, value);
    }

    private static void copy(Path from, Path to) throws IOException {
        if (from.toAbsolutePath().normalize().equals(to.toAbsolutePath().normalize())) {
            return;
        }
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes any) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes any) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
