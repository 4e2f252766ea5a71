package io.alignstreams.cli;

import io.alignstreams.world.Artist;
import io.alignstreams.world.World;
import io.alignstreams.world.WorldFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Draws what the demo's model is trained on. */
@Command(
        name = "world",
        description = {
            "Draws pictures of the world that the demo's model knows, with captions, to train or measure a model on.",
            "Writes pictures.bin, JPEGs one after another, and captions.jsonl, a line for each."
        },
        footer = {"", "Example:", "  align-streams world --seed 1 --count 200000 --out /tmp/world"},
        mixinStandardHelpOptions = true)
final class WorldCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "N", required = true, description = "equal seeds give equal pictures")
    private long seed;

    @Option(names = "--count", paramLabel = "N", required = true, description = "how many pictures")
    private long count;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "where to write them")
    private Path out;

    @Option(
            names = "--artist",
            defaultValue = "noto",
            description = "whose drawings: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE} by default)")
    private Artist artist;

    @Override
    public Integer call() throws Exception {
        new WorldFiles(new World(artist, seed)).write(out, count, written -> {
            spec.commandLine().getErr().println(written + " of " + count + " pictures");
            spec.commandLine().getErr().flush();
        });
        return 0;
    }
}
