package io.alignstreams.cli;

import io.alignstreams.config.AlignStreamsConfig;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Publishes image files, or the addresses of images, as image events. */
@Command(
        name = "produce",
        description = {
            "Publishes files, and all files in folders, as image events. The id is the path, the time is now. Hidden"
                    + " files in folders are left out.",
            "Files are not looked into: what is no image becomes a dead letter. A file that cannot be read, or is larger"
                    + " than align.image.event.bytes.max, is named and the others go on; the exit status is then 1.",
            "An address that is given by --uri is sent as it is; the application fetches the image, if its settings allow"
                    + " host or folder. The id is then the address, and where that may have credentials (user, password,"
                    + " query, fragment), is long or has odd characters, what is left of it and a digest of all."
        },
        footer = {
            "",
            "Examples:",
            "  align-streams produce --config app.properties --label-set tags photos/ cat.jpg",
            "  align-streams produce --config app.properties --uri https://images.example.com/cat.jpg"
        },
        mixinStandardHelpOptions = true)
final class ProduceCommand implements Callable<Integer> {
    private static final int PROGRESS_EVERY = 100;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigFile configFile;

    @Option(
            names = "--label-set",
            paramLabel = "ID",
            description = "label sets to score the images with; if none is given, the application's default ones")
    private List<String> labelSets = List.of();

    @Option(names = "--uri", paramLabel = "URI", description = "address of an image, which may be given several times")
    private List<String> addresses = List.of();

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "files and folders")
    private List<Path> paths = List.of();

    @Override
    public Integer call() throws Exception {
        if (paths.isEmpty() && addresses.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "expected a PATH or a --uri, found neither");
        }
        if (addresses.stream().anyMatch(String::isBlank)) {
            throw new ParameterException(spec.commandLine(), "expected an address after --uri, found nothing");
        }
        AlignStreamsConfig config = configFile.loadForEvents();
        List<Path> files = paths.isEmpty() ? List.of() : ImageFiles.in(paths);
        String topic = config.topics().imageEvents();
        Preflight.check(config, List.of(topic));
        PrintWriter err = spec.commandLine().getErr();
        try (ImageProducer producer = new ImageProducer(config, Clients.producer(config), labelSets, err)) {
            int all = files.size() + addresses.size();
            int taken = 0;
            for (Path file : files) {
                producer.send(file);
                say(++taken, all);
            }
            for (String address : addresses) {
                producer.sendAddress(address);
                say(++taken, all);
            }
            producer.flush();
            spec.commandLine()
                    .getOut()
                    .printf("produced %d images to %s, %d failed%n", producer.produced(), topic, producer.refused());
            return producer.refused() == 0 ? 0 : 1;
        }
    }

    private void say(int taken, int all) {
        if (taken % PROGRESS_EVERY == 0) {
            spec.commandLine().getErr().println(taken + " of " + all);
        }
    }
}
