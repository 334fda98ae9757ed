package io.collectionsync.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A home folder to fill with settings, and what reading it gives. */
final class Home {

    static final String ID = "11111111-2222-3333-4444-555555555555";
    static final String CLIENT_ID = "66666666-7777-8888-9999-aaaaaaaaaaaa";
    static final String GROUP = "5a0e3d0c-6e0c-4a43-9f2f-0b7c1d2e3f40";

    /** The required keys, each in a line of its own. */
    static final String REQUIRED =
            """
            configmgr.url = jdbc:sqlserver://sql.contoso.com;databaseName=CM_PS1;integratedSecurity=true
            tenant.contoso.id = 11111111-2222-3333-4444-555555555555
            tenant.contoso.client-id = 66666666-7777-8888-9999-aaaaaaaaaaaa
            tenant.contoso.client-secret = s3cr3t-of-contoso
            """;

    final Path path;
    final Map<String, String> environment = new HashMap<>();

    Home(Path path) {
        this.path = path;
    }

    /** @return a site database and the tenant {@code a} with these lines, each without its {@code tenant.a.} */
    static String tenant(String... lines) {
        var text = new StringBuilder("configmgr.url = jdbc:h2:mem:x\n");
        for (var line : lines) {
            text.append("tenant.a.").append(line).append('\n');
        }
        return text.toString();
    }

    Home settings(String text) {
        return file("config/application.properties", text);
    }

    Home mappings(String text) {
        return file("config/mappings.yaml", text);
    }

    Home file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    Home file(String name, byte[] content) {
        try {
            var file = path.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Home variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Settings read() {
        return SettingsReader.read(path, environment);
    }

    /** @return the settings of the required keys and {@code more} */
    Settings with(String more) {
        return settings(REQUIRED + more).read();
    }

    Configuration load() {
        return Configuration.load(path, environment);
    }

    /** @return the faults of the required keys and {@code more}, one line each, without the file's name */
    List<String> faultsWith(String more) {
        return settings(REQUIRED + more).faults();
    }

    List<String> faults() {
        return lines(catchThrowableOfType(SettingsException.class, this::read));
    }

    List<String> allFaults() {
        return lines(catchThrowableOfType(SettingsException.class, this::load));
    }

    private static List<String> lines(SettingsException exception) {
        return exception == null
                ? List.of()
                : exception.faults().stream()
                        .map(Fault::toString)
                        .map(line -> line.replaceFirst("^config/application.properties: ", ""))
                        .toList();
    }
}
