package io.alignstreams;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Which package may know which: docs/decisions/modules.md draws the picture. */
class DependencyRuleTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.alignstreams");

    @Test
    void alignShouldKnowNothingOfKafkaOrOfTheRestOfUs() {
        noClasses()
                .that()
                .resideInAPackage("io.alignstreams.align..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "org.apache.avro..",
                        "io.alignstreams.application..",
                        "io.alignstreams.cli..",
                        "io.alignstreams.config..",
                        "io.alignstreams.embedding..",
                        "io.alignstreams.eval..",
                        "io.alignstreams.fetch..",
                        "io.alignstreams.local..",
                        "io.alignstreams.schemas..",
                        "io.alignstreams.topology..",
                        "io.alignstreams.world..")
                .check(OURS);
    }

    @Test
    void theWorldShouldKnowNothingElseOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.alignstreams.world..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.alignstreams.align..",
                        "io.alignstreams.application..",
                        "io.alignstreams.cli..",
                        "io.alignstreams.config..",
                        "io.alignstreams.embedding..",
                        "io.alignstreams.eval..",
                        "io.alignstreams.fetch..",
                        "io.alignstreams.local..",
                        "io.alignstreams.schemas..",
                        "io.alignstreams.topology..")
                .check(OURS);
    }

    @Test
    void theTopologyShouldKnowNothingOfOnnxRuntimeNorOfAlign() {
        noClasses()
                .that()
                .resideInAPackage("io.alignstreams.topology..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.onnxruntime..",
                        "io.alignstreams.align..",
                        "io.alignstreams.application..",
                        "io.alignstreams.cli..",
                        "io.alignstreams.embedding..",
                        "io.alignstreams.eval..",
                        "io.alignstreams.fetch..",
                        "io.alignstreams.local..")
                .check(OURS);
    }

    @Test
    void configurationShouldDependOnNothingOfOurs() {
        noClasses()
                .that()
                .resideInAPackage("io.alignstreams.config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.alignstreams.align..",
                        "io.alignstreams.application..",
                        "io.alignstreams.cli..",
                        "io.alignstreams.embedding..",
                        "io.alignstreams.eval..",
                        "io.alignstreams.fetch..",
                        "io.alignstreams.local..",
                        "io.alignstreams.topology..")
                .check(OURS);
    }

    @Test
    void theEmbedderShouldKnowNothingOfWhatRunsIt() {
        noClasses()
                .that()
                .resideInAPackage("io.alignstreams.embedding..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.alignstreams.application..", "io.alignstreams.cli..", "io.alignstreams.local..")
                .check(OURS);
    }

    @Test
    void theFetcherShouldKnowNothingOfTheRestOfUsButSettings() {
        noClasses()
                .that()
                .resideInAPackage("io.alignstreams.fetch..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "ai.onnxruntime..",
                        "org.apache.avro..",
                        "org.apache.kafka.clients..",
                        "org.apache.kafka.streams..",
                        "io.alignstreams.align..",
                        "io.alignstreams.application..",
                        "io.alignstreams.cli..",
                        "io.alignstreams.embedding..",
                        "io.alignstreams.eval..",
                        "io.alignstreams.local..",
                        "io.alignstreams.replay..",
                        "io.alignstreams.schemas..",
                        "io.alignstreams.topology..",
                        "io.alignstreams.world..")
                .check(OURS);
    }

    @Test
    void onlyTheFetcherShouldKnowTheHttpClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.alignstreams.fetch..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(OURS);
    }

    @Test
    void onlyCommandsAndBenchmarksShouldKnowTheEmbeddedServers() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.alignstreams.bench..", "io.alignstreams.cli..", "io.alignstreams.local..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alignstreams.local..")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLineShouldKnowTheBenchmarks() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.alignstreams.bench..", "io.alignstreams.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alignstreams.bench..")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLineShouldKnowTheEvaluation() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.alignstreams.cli..", "io.alignstreams.eval..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alignstreams.eval..")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLineShouldKnowTheReplay() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.alignstreams.cli..", "io.alignstreams.replay..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alignstreams.replay..")
                .check(OURS);
    }

    @Test
    void onlyTheCommandLineShouldKnowHealthAndMetricsOverHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.alignstreams.cli..", "io.alignstreams.web..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alignstreams.web..")
                .check(OURS);
    }

    @Test
    void nothingShouldDependOnTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.alignstreams.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.alignstreams.cli..")
                .check(OURS);
    }
}
