package io.alignstreams.cli;

import io.alignstreams.world.Artist;
import io.alignstreams.world.SampleFiles;
import io.alignstreams.world.World;
import io.alignstreams.world.WorldFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Draws what the demo's model is trained on. */
@Command(
        name = "world",
        description = {
            "Draws pictures of the world that the demo's model knows, with captions, to train or measure a model on.",
            "Writes pictures.bin, JPEGs one after another, and captions.jsonl, a line for each."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams world --seed 1 --count 200000 --artist noto --artist fluent --out /tmp/world",
            "  align-streams world --seed 9 --count 36 --samples --out /tmp/pictures"
        },
        mixinStandardHelpOptions = true)
final class WorldCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", paramLabel = "N", required = true, description = "equal seeds give equal pictures")
    private long seed;

    @Option(names = "--count", paramLabel = "N", required = true, description = "how many pictures")
    private long count;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "where to write them; files of the same names are replaced")
    private Path out;

    @Option(
            names = "--artist",
            defaultValue = "noto",
            paramLabel = "noto|fluent|twemoji",
            description = "whose drawings; of several, pictures by each in turn (default: ${DEFAULT-VALUE})")
    private List<Artist> artists;

    @Option(
            names = "--samples",
            description = "write files to look at instead, named after what they show, JPEG and PNG")
    private boolean samples;

    @Override
    public Integer call() throws Exception {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "expected a --count of at least 1, found " + count);
        }
        List<World> worlds =
                artists.stream().map(artist -> new World(artist, seed)).toList();
        if (samples) {
            new SampleFiles(worlds).write(out, count);
            return 0;
        }
        new WorldFiles(worlds).write(out, count, written -> {
            spec.commandLine().getErr().println(written + " of " + count + " pictures");
            spec.commandLine().getErr().flush();
        });
        return 0;
    }
}
