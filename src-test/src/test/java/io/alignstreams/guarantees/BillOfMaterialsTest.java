package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the jar says it is made of (CycloneDX) is what lies beside it, to the last byte. */
class BillOfMaterialsTest {
    private static final Path TARGET = Path.of("../streams-app/target");
    private static final String BILL = "META-INF/sbom/application.cdx.json";

    @BeforeAll
    static void requireRegistries() {
        assumeFalse(
                Boolean.getBoolean("align.offline"), "skipped: built with --offline, where CycloneDX makes no bill");
    }

    @Test
    void shouldNameEveryLibraryWithItsDigest() throws Exception {
        Map<String, String> libraries = new TreeMap<>();
        try (Stream<Path> files = Files.list(TARGET.resolve("lib"))) {
            for (Path file : files.toList()) {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                libraries.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
            }
        }

        assertThat(bill()).isNotEmpty().isEqualTo(libraries);
    }

    private static Map<String, String> bill() throws Exception {
        Map<String, String> components = new TreeMap<>();
        try (JarFile jar = new JarFile(TARGET.resolve("align-streams.jar").toFile())) {
            ZipEntry entry = jar.getEntry(BILL);
            assertThat(entry).as(BILL + " in the jar").isNotNull();
            try (InputStream bill = jar.getInputStream(entry)) {
                for (JsonNode component : new ObjectMapper().readTree(bill).path("components")) {
                    String version = component.path("version").asText();
                    components.put(component.path("name").asText() + "-" + version + ".jar", sha256(component));
                }
            }
        }
        return components;
    }

    private static String sha256(JsonNode component) {
        return StreamSupport.stream(component.path("hashes").spliterator(), false)
                .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                .map(hash -> hash.path("content").asText())
                .findFirst()
                .orElse("none");
    }
}
