package io.collectionsync.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.collectionsync.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The zip as it is installed: unpacked somewhere, belonging to somebody else, upgraded, set back. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "rights and accounts are those of Unix")
class InstalledIT {

    private static final String NOBODY = "nobody";

    @TempDir
    private static Path folder;

    private static Company company;
    private static Path program;

    @BeforeAll
    static void start() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        company = new Company(SandboxOptions.defaults().withDevices(200), folder);
        program = unzip(folder.resolve("Program Files (x)"));
    }

    @AfterAll
    static void stop() {
        company.close();
    }

    private static Path unzip(Path to) throws IOException {
        try (var zip = FileSystems.newFileSystem(PackageIT.zipFile(), Map.of("enablePosixFileAttributes", true))) {
            var root = zip.getPath("/");
            try (var files = Files.walk(root)) {
                for (var file : files.toList()) {
                    var target = to.resolve(root.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                        Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
                    }
                }
            }
        }
        try (var unpacked = Files.list(to)) {
            return unpacked.findFirst().orElseThrow();
        }
    }

    @Test
    void runsAsSomebodyElseWithNothingToWriteButTheDataFolder() throws Exception {
        company.emptyGroups();
        var home = company.home("home of nobody");
        var data = Files.createDirectory(home.resolve("data"));
        boolean root = System.getProperty("user.name").equals("root");
        if (root) {
            run("chown", "-R", NOBODY, home.toString());
            run("chown", "root", home.toString());
        }
        for (var readOnly : List.of(program, home.resolve("config"), home.resolve("routes"))) {
            run("chmod", "-R", "a-w", readOnly.toString());
        }
        run("chmod", "a-w", home.toString());
        var before = listing(home);
        try {
            var other = Distribution.on(home).in(program);
            if (root) {
                assumeThat(Files.isExecutable(Path.of("/usr/bin/setpriv")))
                        .as("setpriv")
                        .isTrue();
                other.as("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups", "--no-new-privs");
            }

            other.run("check").requireExit(0);
            other.run("apply", "kiosks").requireExit(0);

            company.requireEqual("kiosks");
            assertThat(data.resolve("state.db")).exists();
            assertThat(Files.getOwner(data.resolve("state.db")).getName())
                    .isEqualTo(root ? NOBODY : System.getProperty("user.name"));
            assertThat(listing(home)).isEqualTo(before);
            assertThat(other.run("mappings", "remove", "kiosks").requireExit(1).err())
                    .contains("config");
        } finally {
            run("chmod", "-R", "u+w", folder.toString());
        }
    }

    private static List<String> listing(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            return files.filter(file -> !file.startsWith(home.resolve("data")))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aStateDatabaseOfANewerVersionIsRefusedInOneLine() throws Exception {
        var home = company.home("downgraded");
        var here = Distribution.on(home);
        here.run("status").requireExit(0);
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("data/state.db"));
                var statement = database.createStatement()) {
            statement.execute("insert into \"collection_sync_schema\" (\"installed_rank\", \"version\","
                    + " \"description\", \"type\", \"script\", \"installed_by\", \"execution_time\", \"success\") values (99,"
                    + " '99', 'later', 'SQL', 'V99__later.sql', 'sa', 1, true)");
        }

        for (String command : List.of("status", "apply", "run")) {
            var refused = here.run(command).requireExit(1);
            assertThat(refused.err().lines().toList())
                    .as(command)
                    .singleElement()
                    .asString()
                    .contains("a newer version of Collection Sync has migrated it to schema 99; start that version");
            assertThat(refused.out()).isEmpty();
        }
        assertThat(company.group("pilot-ring").size()).isZero();
    }

    @Test
    void nothingIsUnpackedIntoAFolderThatCanBeWritten() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        Distribution.on(company.home("unpacks nothing"))
                .in(program)
                .with("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary)
                .run("status")
                .requireExit(0);
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void aDistributionWithoutSqliteForThisPlatformSaysSoInOneLine() throws Exception {
        var own = unzip(folder.resolve("without SQLite"));
        try (var files = Files.walk(own.resolve("lib/native"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
        var refused = Distribution.on(company.home("without SQLite"))
                .in(own)
                .run("status")
                .requireExit(1);
        assertThat(refused.err().lines().toList())
                .singleElement()
                .asString()
                .contains("SQLite's library " + own.resolve("lib/native"))
                .contains("is missing: unpack the distribution again");
    }

    @Test
    void aFasterStartIsLaidReadyAndPassedOverWhereItDoesNotFit() throws Exception {
        var own = unzip(folder.resolve("faster"));
        var home = company.home("faster");
        var made = new ProcessBuilder(own.resolve("bin/faster-start").toString(), "--home", home.toString())
                .redirectErrorStream(true);
        made.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var process = made.start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        var archive = archive(own);
        var here = Distribution.on(home).in(own);

        assertThat(shared(here)).isTrue();
        Files.setLastModifiedTime(own.resolve("lib").resolve(jar(own)), FileTime.fromMillis(0));
        assertThat(shared(here)).isFalse();
        for (int left : new int[] {0, 1_000_000}) {
            Files.write(archive, new byte[left]);
            assertThat(here.run("mappings", "validate", "--json")
                            .requireExit(0)
                            .json()
                            .get("valid")
                            .booleanValue())
                    .isTrue();
        }
    }

    private static Path archive(Path program) throws IOException {
        try (var files = Files.list(program.resolve("lib"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String jar(Path program) throws IOException {
        try (Stream<Path> files = Files.list(program.resolve("lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("collection-sync-") && name.endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Whether the program's own classes come from the archive; the command works in any case. */
    private static boolean shared(Distribution program) {
        var result = program.with("JAVA_OPTS", "-Xlog:class+load:stderr")
                .run("mappings", "validate")
                .requireExit(0);
        assertThat(result.out()).isEqualTo("config/mappings.yaml is valid: 5 mappings.\n");
        return result.err().contains("io.collectionsync.Application source: shared objects file");
    }

    @Test
    void theServiceDefinitionsAreWellFormedAndStartWhatThereIs() throws Exception {
        var windows = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(program.resolve("service/collection-sync.xml").toFile())
                .getDocumentElement();
        String script = Files.readString(program.resolve("bin/collection-sync.cmd"));
        String arguments = windows.getElementsByTagName("arguments").item(0).getTextContent();
        assertThat(arguments).contains("io.collectionsync.Application run");
        var alike = List.of(
                arguments.substring(0, arguments.indexOf(" \"-XX:ErrorFile=")),
                "\\data\\crash.log\" --enable-native-access=ALL-UNNAMED");
        assertThat(arguments).contains(alike);
        assertThat(script).contains(alike);

        assumeThat(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")))
                .as("systemd-analyze")
                .isTrue();
        var unit = folder.resolve("collection-sync.service");
        Files.writeString(
                unit,
                Files.readString(program.resolve("service/collection-sync.service"))
                        .replace(
                                "/opt/collection-sync/bin/collection-sync",
                                Distribution.FOLDER + "/bin/collection-sync"));
        assertThat(run("systemd-analyze", "verify", "--man=no", unit.toString()))
                .doesNotContain("collection-sync.service");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + "\n" + printed)
                .isZero();
        return printed;
    }
}
