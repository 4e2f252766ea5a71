package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher, in a project of its own whose build and JDK only say that they were called. */
class LauncherTest {
    private static final Instant BUILT = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    Path directory;

    private Path home;
    private Path launcher;

    @BeforeEach
    void makeProject() throws IOException {
        home = Files.createDirectories(directory.resolve("home")).toRealPath();
        launcher = Files.copy(Path.of("../align-streams"), home.resolve("align-streams"));
        script("mvnw", "echo \"$@\" >> '" + home + "/builds'");
        script("jdk/bin/java", """
                case $* in
                    *-XshowSettings*) echo '    java.specification.version = 17' >&2 ;;
                    *) echo "$LC_ALL" "$@" ;;
                esac
                """);
        file("streams-app/src/main/Main.java", BUILT.minusSeconds(60));
        file("config/labels/tags.yaml", BUILT.minusSeconds(60));
        file("streams-app/target/align-streams.jar", BUILT);
    }

    @Test
    void shouldRunTheJarWithItsArguments() throws Exception {
        assertThat(run(launcher, "C.UTF-8", "score", "a b"))
                .endsWith("-jar " + home + "/streams-app/target/align-streams.jar score a b\n");
        assertThat(home.resolve("builds")).doesNotExist();
    }

    @Test
    void shouldFindItsProjectThroughLinks() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), launcher);
        Path relative = Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));

        assertThat(run(relative, "C.UTF-8")).contains("-jar " + home + "/streams-app/target/align-streams.jar");
        assertThat(run(absolute, "C.UTF-8")).contains("-jar " + home + "/streams-app/target/align-streams.jar");
    }

    @Test
    void shouldChooseALocaleThatKnowsMoreThanAscii() throws Exception {
        assertThat(run(launcher, "C")).startsWith("C.UTF-8 ");
        assertThat(run(launcher, "xx_NOT_INSTALLED.UTF-8")).startsWith("C.UTF-8 ");
        assertThat(run(launcher, "C.utf8")).startsWith("C.utf8 ");
    }

    @Test
    void shouldBuildAgainWhenWhatIsPackagedHasChanged() throws Exception {
        file("config/labels/tags.yaml", BUILT.plusSeconds(60));

        assertThat(run(launcher, "C.UTF-8")).contains("-jar ");
        assertThat(home.resolve("builds"))
                .hasContent("-B -ntp -pl schemas,streams-app -DskipTests -Dspotless.check.skip package");
    }

    @Test
    void shouldBuildAgainAsTheEnvironmentSays() throws Exception {
        file("config/labels/tags.yaml", BUILT.plusSeconds(60));

        run(launcher, Map.of("LC_ALL", "C.UTF-8", "ALIGN_STREAMS_MAVEN_OPTS", "-Pcuda -o"));
        assertThat(home.resolve("builds"))
                .hasContent("-B -ntp -Pcuda -o -pl schemas,streams-app -DskipTests -Dspotless.check.skip package");
    }

    @ParameterizedTest
    @CsvSource({
        "'', -Xmx1g -Xmn256m",
        "-Dalign.some=thing, -Xmx1g -Xmn256m -Dalign.some=thing",
        "-Xms2g -Xmx2g, -Xms2g -Xmx2g",
        "-XX:MaxRAMPercentage=70, -XX:MaxRAMPercentage=70"
    })
    void shouldSizeTheHeapUnlessItIsTold(String options, String expected) throws Exception {
        String command = run(launcher, Map.of("LC_ALL", "C.UTF-8", "ALIGN_STREAMS_OPTS", options));

        assertThat(command.replace("-XX:+UseParallelGC ", "")).startsWith("C.UTF-8 " + expected + " -jar ");
    }

    private String run(Path command, String locale, String... arguments) throws Exception {
        return run(command, Map.of("LC_ALL", locale), arguments);
    }

    private String run(Path command, Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeAll(Set.of("ALIGN_STREAMS_OPTS", "ALIGN_STREAMS_MAVEN_OPTS"));
        builder.environment().put("JAVA_HOME", home + "/jdk");
        builder.environment().putAll(environment);
        Path err = directory.resolve("err");
        Process process = builder.redirectError(err.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(err)).isZero();
        return out;
    }

    private void script(String name, String body) throws IOException {
        Path script = file(name, BUILT.minusSeconds(60));
        Files.writeString(script, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path file(String name, Instant changed) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(changed));
        for (Path folder = file.getParent(); folder.startsWith(home); folder = folder.getParent()) {
            Files.setLastModifiedTime(folder, FileTime.from(BUILT.minusSeconds(60)));
        }
        return file;
    }
}
