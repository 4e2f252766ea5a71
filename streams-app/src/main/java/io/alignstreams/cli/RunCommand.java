package io.alignstreams.cli;

import io.alignstreams.application.ScoringApplication;
import io.alignstreams.config.AlignStreamsConfig;
import io.alignstreams.embedding.AlignTowers;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
        Preflight.check(config, config.topics().all());
        ClientLogs.asConfigured();
        try (ShutdownSignal signal = new ShutdownSignal();
                AlignTowers towers = NativeLibraries.unpackedFor(() -> AlignTowers.load(config))) {
            say("model " + towers.identity().modelId() + ", digest "
                    + towers.identity().modelDigest());
            try (ScoringApplication application = new ScoringApplication(config, towers, towers)) {
                application
                        .running()
                        .thenRun(() -> say("running: " + config.applicationId() + " scores "
                                + config.topics().imageEvents()));
                signal.received().thenRun(() -> say("stopping")).thenRun(application::close);
                application.start();
                application.stopped().get();
            }
            return signal.exitStatus(0);
        } catch (ExecutionException e) {
            throw new ApplicationStoppedException(e);
        }
    }

    private void say(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
