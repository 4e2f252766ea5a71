package io.alignstreams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameCacheTest {
    @TempDir
    Path directory;

    /** Runs a command, and says at its end for how long the JVM keeps in mind that a name could not be resolved. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    // The class reads the setting as it is loaded, so not before.
                    Object seconds = Class.forName("sun.net.InetAddressCachePolicy")
                            .getMethod("getNegative")
                            .invoke(null);
                    System.out.println("in force: " + seconds + " s");
                } catch (ReflectiveOperationException e) {
                    e.printStackTrace(System.out);
                }
            }));
            AlignStreams.main(args);
        }
    }

    @Test
    void shouldHaveTheJvmForgetThatANameCouldNotBeResolved() throws Exception {
        Path config = Files.writeString(
                directory.resolve("app.properties"),
                "bootstrap.servers=nowhere.invalid:9092\nalign.image.uri.hosts=a.example\n");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-exports=java.base/sun.net=ALL-UNNAMED",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        "topics",
                        "create",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isEqualTo(1);
        assertThat(output).contains("nowhere.invalid").contains("in force: 0 s");
    }
}
