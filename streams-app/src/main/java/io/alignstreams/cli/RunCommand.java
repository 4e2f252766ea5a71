package io.alignstreams.cli;

import io.alignstreams.align.Loading;
import io.alignstreams.align.onnx.ExecutionProvider;
import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.AlignKeys;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import io.alignstreams.web.Health;
import io.alignstreams.web.Metrics;
import io.alignstreams.web.StatusServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs an instance of the application until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Scores images until it is stopped; SIGINT and SIGTERM stop it without losing anything.",
            "Several instances with the same application.id share the partitions."
        },
        footer = {"", "Example:", "  align-streams run --config app.properties"},
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigFile configFile;

    @Override
    public Integer call() throws Exception {
        AlignStreamsConfig config = configFile.loadForApplication();
        ClientLogs.keepSecrets();
        Health health = new Health();
        try (ShutdownSignal signal = new ShutdownSignal();
                Metrics metrics = new Metrics(config);
                StatusServer server = serve(config, health, metrics)) {
            if (server != null) {
                say("health and metrics: " + server.url());
            }
            run(config, signal, health, metrics);
            return signal.exitStatus(0);
        } catch (ExecutionException e) {
            throw new ApplicationStoppedException(e);
        }
    }

    private static @Nullable StatusServer serve(AlignStreamsConfig config, Health health, Metrics metrics) {
        return config.getInt(AlignKeys.HTTP_PORT) < 0 ? null : StatusServer.start(config, health, metrics);
    }

    private void run(AlignStreamsConfig config, ShutdownSignal signal, Health health, Metrics metrics)
            throws IOException, UnreachableClusterException, InterruptedException, ExecutionException {
        ExecutionProvider provider = AlignTowers.options(config).provider();
        try (Loading<AlignTowers> loading =
                Loading.begin("model", () -> NativeLibraries.unpackedFor(provider, () -> AlignTowers.load(config)))) {
            Preflight.check(config, config.topics().all());
            ClientLogs.asConfigured();
            AlignTowers towers = loading.await();
            say("model " + towers.identity().modelId() + ", digest "
                    + towers.identity().modelDigest());
            metrics.describe(towers.identity(), Version.number());
            try (ScoringApplication application =
                    new ScoringApplication(towers.asRun(config), towers, towers, metrics.registry())) {
                health.watch(application);
                application
                        .running()
                        .thenRun(() -> say("running: " + config.applicationId() + " scores "
                                + config.topics().imageEvents()));
                signal.received().thenRun(() -> say("stopping")).thenRun(application::close);
                application.start();
                application.stopped().get();
            }
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
