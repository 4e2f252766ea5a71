package io.alignstreams.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.utility.DockerImageName;

/**
 * Images of containers: those that docker/compose.yaml and docker/Dockerfile name, unless the environment names others, as
 * docker/base-images does.
 */
public final class ContainerImages {
    private static final Path ROOT = Path.of("..");
    private static final String COMPOSE = "docker/compose.yaml";
    private static final String DOCKERFILE = "docker/Dockerfile";
    private static final String BASE = "BASE_IMAGE";
    private static final long PULL_MINUTES = 10;
    private static final String LOGGER = "org.testcontainers";

    private static DockerImageName application;

    private ContainerImages() {}

    /** Skips a test where there are no containers, or not the images that they begin with. */
    public static void requireEngine() throws Exception {
        require(isAvailable(), "no container engine answers");
        for (DockerImageName image : List.of(base(), kafka(), registry())) {
            String name = image.asCanonicalNameString();
            require(
                    isThere(name) || isPulled(name),
                    name + " is neither here nor can it be pulled; docker/base-images makes the like");
        }
    }

    /** Whoever names images wants the tests of containers; they are not skipped then. */
    private static void require(boolean there, String otherwise) {
        if (chosen(BASE).isEmpty()) {
            assumeTrue(there, "skipped: " + otherwise);
        }
        assertThat(there).as(otherwise).isTrue();
    }

    private static boolean isAvailable() {
        // What it finds out of engines that are not there is one line here.
        Configurator.setLevel(LOGGER, Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (RuntimeException e) {
            // An engine that is there, but not the image of the helper that Testcontainers starts first.
            System.out.println("Testcontainers does not start: " + e);
            return false;
        } finally {
            Configurator.setLevel(LOGGER, Level.WARN);
        }
    }

    private static boolean isThere(String image) {
        try {
            client().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static boolean isPulled(String image) throws IOException, InterruptedException {
        try (var pull = client().pullImageCmd(image).start()) {
            return pull.awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES) && isThere(image);
        } catch (RuntimeException e) {
            System.out.println(image + " was not pulled: " + e);
            return false;
        }
    }

    static DockerClient client() {
        return DockerClientFactory.instance().client();
    }

    public static DockerImageName base() throws IOException {
        return named(DOCKERFILE, BASE, "(?m)^ARG BASE_IMAGE=(\\S+)$");
    }

    public static DockerImageName kafka() throws IOException {
        return named(COMPOSE, "KAFKA_IMAGE", "\\$\\{KAFKA_IMAGE:-(\\S+)}").asCompatibleSubstituteFor("apache/kafka");
    }

    public static DockerImageName registry() throws IOException {
        return named(COMPOSE, "REGISTRY_IMAGE", "\\$\\{REGISTRY_IMAGE:-(\\S+)}");
    }

    private static DockerImageName named(String file, String variable, String pattern) throws IOException {
        Optional<String> chosen = chosen(variable);
        if (chosen.isPresent()) {
            return DockerImageName.parse(chosen.get());
        }
        Matcher found = Pattern.compile(pattern).matcher(Files.readString(ROOT.resolve(file)));
        assertThat(found.find()).as(pattern + " in " + file).isTrue();
        return DockerImageName.parse(found.group(1));
    }

    /** What the environment names; blank is nothing, as for compose. */
    private static Optional<String> chosen(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(name -> !name.isBlank());
    }

    /** The application's image, built as docker/Dockerfile says of what the build has made. */
    public static synchronized DockerImageName application() throws IOException {
        if (application == null) {
            ImageFromDockerfile image = new ImageFromDockerfile().withBuildArg(BASE, base().asCanonicalNameString());
            for (String part : Files.readAllLines(ROOT.resolve(".dockerignore"))) {
                if (part.startsWith("!")) {
                    image.withFileFromPath(part.substring(1), ROOT.resolve(part.substring(1)));
                }
            }
            image.withFileFromPath("Dockerfile", ROOT.resolve(DOCKERFILE));
            String name = image.get();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(name)));
            application = DockerImageName.parse(name);
        }
        return application;
    }

    /** Removes an image; one that is gone is fine. */
    static void remove(String image) {
        try {
            client().removeImageCmd(image).withForce(true).exec();
        } catch (NotFoundException e) {
            // Testcontainers removes what it has built, too, at the same time.
        }
    }

    /** The size of an image in bytes, with that of all that it is made of. */
    public static long size(DockerImageName image) {
        return client().inspectImageCmd(image.asCanonicalNameString()).exec().getSize();
    }
}
