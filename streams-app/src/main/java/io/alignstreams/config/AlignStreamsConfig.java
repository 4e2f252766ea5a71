package io.alignstreams.config;

import io.alignstreams.serde.TrustedClasses;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The application's settings: {@code align.*} keys, which {@link AlignKeys} defines, and those of Kafka and of the schema
 * registry, which are handed on as they are.
 */
public final class AlignStreamsConfig extends AbstractConfig {
    private static final String OURS = "align.";
    private static final String CPU = "cpu";

    /** A variable of a provider of secrets, by its name. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^:}]*):[^}]*}");

    private static final String LABELS_SUFFIX = "-labels";
    private static final String REPLAY_SUFFIX = "-dead-letters-replay";

    /**
     * Reads settings from a map.
     *
     * @throws ConfigException if a value is not valid, or an {@code align.*} key is not known
     */
    public AlignStreamsConfig(Map<String, ?> properties) {
        super(AlignKeys.DEFINITION, known(properties), false);
        requireResolved();
        long ahead = getLong(AlignKeys.TIMESTAMP_AHEAD_MAX_MS);
        if (getLong(AlignKeys.HISTORY_MS) < ahead) {
            throw new ConfigException(
                    AlignKeys.HISTORY_MS,
                    getLong(AlignKeys.HISTORY_MS),
                    "expected at least " + AlignKeys.TIMESTAMP_AHEAD_MAX_MS + " (" + ahead
                            + "), so that a label set from ahead leaves room for one of now");
        }
        int labelSets = new HashSet<>(defaultLabelSets()).size();
        if (labelSets > getInt(AlignKeys.LABEL_SETS_MAX)) {
            throw new ConfigException(
                    AlignKeys.LABEL_SETS_DEFAULT,
                    defaultLabelSets(),
                    "expected at most " + AlignKeys.LABEL_SETS_MAX + " (" + getInt(AlignKeys.LABEL_SETS_MAX)
                            + ") label sets, found " + labelSets);
        }
        long embedMs = getLong(AlignKeys.EMBED_DEADLINE_MS);
        if (fetchesImages() && getLong(AlignKeys.IMAGE_URI_DEADLINE_MS) > embedMs / 2) {
            throw new ConfigException(
                    AlignKeys.IMAGE_URI_DEADLINE_MS,
                    getLong(AlignKeys.IMAGE_URI_DEADLINE_MS),
                    "expected at most half of " + AlignKeys.EMBED_DEADLINE_MS + " (" + embedMs
                            + "), so that an image that was fetched last can be embedded; lower it, or raise the other");
        }
    }

    /**
     * Reads settings from a {@code .properties} file.
     *
     * @throws ConfigException as the constructor does, or if it is no such file; the message names the file
     */
    public static AlignStreamsConfig load(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ConfigException(file + ": expected a .properties file, found a folder");
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return new AlignStreamsConfig(Utils.propsToMap(properties));
        } catch (ConfigException | IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": expected text in UTF-8, found other bytes; save it as UTF-8");
        }
    }

    private static Map<String, ?> known(Map<String, ?> properties) {
        TreeSet<String> unknown = new TreeSet<>(properties.keySet());
        unknown.removeIf(
                key -> !key.startsWith(OURS) || AlignKeys.DEFINITION.names().contains(key));
        if (!unknown.isEmpty()) {
            throw new ConfigException("unknown settings " + unknown + "; docs/configuration.md lists those there are");
        }
        return properties;
    }

    /** What no provider knows, Kafka leaves as it stands, and somebody's password would be ${env:PASSWORD}. */
    private void requireResolved() {
        List<String> providers = List.of(String.valueOf(originals().getOrDefault(CONFIG_PROVIDERS_CONFIG, ""))
                .strip()
                .split("\\s*,\\s*", -1));
        originals().forEach((key, value) -> {
            String text = String.valueOf(value);
            Matcher variable = VARIABLE.matcher(text);
            while (variable.find()) {
                if (variable.group().equals(text) || providers.contains(variable.group(1))) {
                    throw new ConfigException(
                            key + ": expected " + variable.group() + " to be something that a provider of "
                                    + CONFIG_PROVIDERS_CONFIG + " knows, found nothing there");
                }
            }
        });
    }

    /** Id of the scoring application. */
    public String applicationId() {
        return getString(StreamsConfig.APPLICATION_ID_CONFIG);
    }

    /** Id of the application that embeds label sets. */
    public String labelsApplicationId() {
        return applicationId() + LABELS_SUFFIX;
    }

    /** Name of the group and of the transactions in which dead letters are replayed. */
    public String replayId() {
        return applicationId() + REPLAY_SUFFIX;
    }

    public Topics topics() {
        return Topics.withPrefix(getString(AlignKeys.TOPIC_PREFIX));
    }

    public List<String> defaultLabelSets() {
        return getList(AlignKeys.LABEL_SETS_DEFAULT);
    }

    /** Whether image events may have an address in place of bytes. */
    public boolean fetchesImages() {
        return !getList(AlignKeys.IMAGE_URI_HOSTS).isEmpty()
                || !getList(AlignKeys.IMAGE_URI_FILE_ROOTS).isEmpty();
    }

    public Duration duration(String key) {
        return Duration.ofMillis(getLong(key));
    }

    /** How many stream threads there are, each of which waits for one image at most. */
    public int streamThreads() {
        Properties streams = Utils.mkObjectProperties(kafkaProperties());
        return Math.toIntExact(
                ClientKey.streams(StreamsConfig.NUM_STREAM_THREADS_CONFIG).number(streams, 1));
    }

    /** The same settings but for what the towers are computed on. */
    public AlignStreamsConfig onCpu() {
        Map<String, Object> settings = originals();
        settings.put(AlignKeys.EXECUTION_PROVIDER, CPU);
        return new AlignStreamsConfig(settings);
    }

    /** How many images go through the image tower at once, in as many runs. */
    public int inferenceConcurrency() {
        int runs = getInt(AlignKeys.INFERENCE_CONCURRENCY);
        if (runs > 0) {
            return runs;
        }
        boolean isOnCpu = getString(AlignKeys.EXECUTION_PROVIDER).equals(CPU);
        return isOnCpu ? Math.max(1, orCores(0) / getInt(AlignKeys.INFERENCE_THREADS)) : 1;
    }

    public int decodeThreads() {
        return orCores(getInt(AlignKeys.DECODE_THREADS));
    }

    private static int orCores(int threads) {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** The settings of Kafka and of the registry. */
    public Map<String, Object> kafkaProperties() {
        Map<String, Object> properties = new HashMap<>(originals());
        properties.keySet().removeIf(key -> key.startsWith(OURS));
        return properties;
    }

    /** Opens the serde of all values. It reads every record type of ours, whatever it is asked for; the caller closes it. */
    @SuppressWarnings("unchecked") // the serde's class is the user's choice; values are checked as they are read
    public <T extends SpecificRecord> Serde<T> openValueSerde() {
        TrustedClasses.trustGenerated();
        Serde<T> serde = (Serde<T>) Utils.newInstance(getClass(AlignKeys.VALUE_SERDE), Serde.class);
        Map<String, Object> properties = kafkaProperties();
        properties.putIfAbsent("specific.avro.reader", "true");
        serde.configure(properties, false);
        return serde;
    }
}
