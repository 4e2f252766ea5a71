package io.alignstreams.config;

import io.alignstreams.serde.AvroSerde;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.streams.StreamsConfig;

/** The application's own settings, documented. docs/configuration.md is made of this. */
public final class AlignKeys {
    public static final String MODEL = "align.model";
    public static final String MODEL_CHANGE = "align.model.change";
    public static final String TOPIC_PREFIX = "align.topic.prefix";
    public static final String LABEL_SETS_DEFAULT = "align.label.sets.default";
    public static final String LABEL_SETS_MAX = "align.label.sets.max";
    public static final String LABELS_MAX = "align.labels.max";
    public static final String LABEL_TEXTS_MAX = "align.label.texts.max";
    public static final String HISTORY_MS = "align.history.ms";
    public static final String TIMESTAMP_AHEAD_MAX_MS = "align.timestamp.ahead.max.ms";
    public static final String IMAGE_PIXELS_MAX = "align.image.pixels.max";
    public static final String IMAGE_DEADLINE_MS = "align.image.deadline.ms";
    public static final String IMAGE_TRUNCATED = "align.image.truncated";
    public static final String IMAGE_EXIF = "align.image.exif";
    public static final String IMAGE_URI_HOSTS = "align.image.uri.hosts";
    public static final String IMAGE_URI_PRIVATE_HOSTS = "align.image.uri.private.hosts";
    public static final String IMAGE_URI_FILE_ROOTS = "align.image.uri.file.roots";
    public static final String IMAGE_URI_DEADLINE_MS = "align.image.uri.deadline.ms";
    public static final String IMAGE_URI_BYTES_MAX = "align.image.uri.bytes.max";
    public static final String IMAGE_URI_CONCURRENCY = "align.image.uri.concurrency";
    public static final String EMBED_DEADLINE_MS = "align.embed.deadline.ms";
    public static final String BATCH_MAX = "align.batch.max";
    public static final String BATCH_LATENCY_MS = "align.batch.latency.ms";
    public static final String EXECUTION_PROVIDER = "align.execution.provider";
    public static final String EXECUTION_DEVICE = "align.execution.device";
    public static final String EXECUTION_FALLBACK = "align.execution.provider.fallback";
    public static final String INFERENCE_THREADS = "align.inference.threads";
    public static final String INFERENCE_CONCURRENCY = "align.inference.concurrency";
    public static final String DECODE_THREADS = "align.decode.threads";
    public static final String LOOKAHEAD_BYTES = "align.lookahead.bytes";
    public static final String EMBEDDING_CACHE_BYTES = "align.embedding.cache.bytes";
    public static final String TEXT_CACHE_BYTES = "align.text.cache.bytes";
    public static final String REGISTRY_DEADLINE_MS = "align.registry.deadline.ms";
    public static final String VALUE_SERDE = "align.value.serde";
    public static final String DEAD_LETTERS_PAYLOAD = "align.dead.letters.payload";
    public static final String IMAGE_EVENT_BYTES_MAX = "align.image.event.bytes.max";
    public static final String LABEL_SET_BYTES_MAX = "align.label.set.bytes.max";
    public static final String LABEL_SET_EMBEDDINGS_BYTES_MAX = "align.label.set.embeddings.bytes.max";
    public static final String OUTPUT_BYTES_MAX = "align.output.bytes.max";
    public static final String HTTP_HOST = "align.http.host";
    public static final String HTTP_PORT = "align.http.port";
    public static final String METRICS_LABELS_MAX = "align.metrics.labels.max";
    public static final String TOPIC_PARTITIONS = "align.topic.partitions";
    public static final String TOPIC_REPLICATION = "align.topic.replication";

    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;
    private static final long MOST_PIXELS = Integer.MAX_VALUE / 3;
    private static final long DAY_MS = 86_400_000L;

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    StreamsConfig.APPLICATION_ID_CONFIG,
                    Type.STRING,
                    "align-streams",
                    new NonEmptyString(),
                    Importance.HIGH,
                    "Kafka Streams' application id of scoring; label sets are embedded by a second application with"
                            + " -labels after it. Instances of equal id share the work.")
            .define(MODEL, Type.STRING, "", Importance.HIGH, "The model directory, as model import has written it.")
            .define(
                    MODEL_CHANGE,
                    Type.STRING,
                    "refuse",
                    ValidString.in("refuse", "accept"),
                    Importance.HIGH,
                    "What to do at start if label sets were embedded by another model. refuse: stop, with an error."
                            + " accept: embed all of them again before any image is scored. All instances must be"
                            + " stopped before the first is started with accept.")
            .define(
                    TOPIC_PREFIX,
                    Type.STRING,
                    "",
                    Importance.HIGH,
                    "Put before the name of every topic, for instance 'shop.': shop.image-events.")
            .define(
                    LABEL_SETS_DEFAULT,
                    Type.LIST,
                    "",
                    Importance.HIGH,
                    "Ids of the label sets for image events that name none. Empty: such events are embedded only.")
            .define(
                    LABEL_SETS_MAX,
                    Type.INT,
                    64,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "Distinct label sets that one image event may name; one that names more is refused as"
                            + " OUTPUT_TOO_LARGE.")
            .define(
                    LABELS_MAX,
                    Type.INT,
                    2_000,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "Labels that one label set may have; a larger one is refused as LABEL_SET_TOO_LARGE.")
            .define(
                    LABEL_TEXTS_MAX,
                    Type.INT,
                    8_000,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "Texts (prompts times templates, none prompts, negatives) that one label set may have embedded; a"
                            + " larger one is refused as LABEL_SET_TOO_LARGE. Each takes the text tower some 10 to"
                            + " 60 ms.")
            .define(
                    HISTORY_MS,
                    Type.LONG,
                    7 * DAY_MS,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "How long superseded versions of a label set are kept, in milliseconds of event time, at least"
                            + " align.timestamp.ahead.max.ms. Images that"
                            + " happened before that are scored with the current version. The topics of label sets"
                            + " must not be compacted earlier: min.compaction.lag.ms.")
            .define(
                    TIMESTAMP_AHEAD_MAX_MS,
                    Type.LONG,
                    600_000L,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "How far ahead of the clock a record's timestamp may be, in milliseconds; beyond it is refused as"
                            + " BAD_TIMESTAMP. Must be below message.timestamp.after.max.ms of the output topics.")
            .define(
                    IMAGE_PIXELS_MAX,
                    Type.LONG,
                    50_000_000L,
                    Range.between(1, MOST_PIXELS),
                    Importance.MEDIUM,
                    "Pixels that an image may have; a larger one is refused as IMAGE_TOO_LARGE before it is decoded, and"
                            + " so is one that would take more than half of the heap: 3 bytes a pixel of a baseline JPEG,"
                            + " 4 to 14 of others, 2 for each sample more of a progressive JPEG, and 3 more if EXIF turns"
                            + " it.")
            .define(
                    IMAGE_DEADLINE_MS,
                    Type.LONG,
                    1_500L,
                    Range.between(1, DAY_MS),
                    Importance.LOW,
                    "Processor time that decoding one image may take, in milliseconds; one that takes longer is refused.")
            .define(
                    IMAGE_TRUNCATED,
                    Type.STRING,
                    "refuse",
                    ValidString.in("refuse", "accept"),
                    Importance.LOW,
                    "Whether an image whose end is missing is refused, or scored by what there is of it.")
            .define(
                    IMAGE_EXIF,
                    Type.STRING,
                    "apply",
                    ValidString.in("apply", "ignore"),
                    Importance.LOW,
                    "Whether the orientation that a camera wrote into an image's EXIF data is applied.")
            .define(
                    IMAGE_URI_HOSTS,
                    Type.LIST,
                    "",
                    Importance.MEDIUM,
                    "Hosts that images may be fetched from when their events have an address in place of bytes:"
                            + " images.example.com, or *.example.com for all names below it, by https on port 443;"
                            + " another port as images.example.com:8443, http as http://images.example.com. An IP"
                            + " address has to be listed as it stands in the image's address. Empty: none.")
            .define(
                    IMAGE_URI_PRIVATE_HOSTS,
                    Type.LIST,
                    "",
                    Importance.MEDIUM,
                    "Entries of align.image.uri.hosts, written as there, that may lead to IP addresses which are not"
                            + " public: private, loopback, shared or benchmarking ones. Link-local ones, and others at"
                            + " which clouds are known to give machines their metadata, are refused even so, and so are"
                            + " multicast and reserved addresses. Empty: none.")
            .define(
                    IMAGE_URI_FILE_ROOTS,
                    Type.LIST,
                    "",
                    Importance.MEDIUM,
                    "Folders below which file addresses may lead, after all links were followed. Who can write there"
                            + " decides what is read, so it should be nobody who is not trusted. Empty: none.")
            .define(
                    IMAGE_URI_DEADLINE_MS,
                    Type.LONG,
                    5_000L,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "How long fetching one image may take with name resolution and all retries, in milliseconds that the"
                            + " process runs; one that takes longer is refused as IMAGE_FETCH_FAILED. May be half of"
                            + " align.embed.deadline.ms, which has to leave time for decoding and embedding.")
            .define(
                    IMAGE_URI_BYTES_MAX,
                    Type.INT,
                    20 * MIB,
                    Range.between(1, 64 * MIB),
                    Importance.MEDIUM,
                    "Bytes of a fetched image; a larger one is refused as IMAGE_TOO_LARGE. Times the sum of"
                            + " align.image.uri.concurrency and num.stream.threads it may be a third of the heap.")
            .define(
                    IMAGE_URI_CONCURRENCY,
                    Type.INT,
                    12,
                    Range.between(1, 1_024),
                    Importance.MEDIUM,
                    "Images that are fetched ahead of the stream at the same time, or were and are not decoded yet. Each"
                            + " takes a thread. One that a stream thread waits for is fetched at once, whatever the"
                            + " number.")
            .define(
                    EMBED_DEADLINE_MS,
                    Type.LONG,
                    10_000L,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "How long one image's embedding is waited for, in milliseconds that the process runs; beyond it the"
                            + " application stops, its offsets unmoved. transaction.timeout.ms must be at least one of"
                            + " them for each partition of a stream thread and one more, five in any case, and a commit"
                            + " interval.")
            .define(
                    BATCH_MAX,
                    Type.INT,
                    1,
                    Range.between(1, 4_096),
                    Importance.MEDIUM,
                    "Images that go through the image tower in one run at most. 1 is best on a CPU, where batches do"
                            + " not pay. Nobody waits for a batch to fill.")
            .define(
                    BATCH_LATENCY_MS,
                    Type.LONG,
                    0L,
                    Range.between(0, DAY_MS),
                    Importance.LOW,
                    "What one run of the image tower should take at most, in milliseconds: it is learned how long runs"
                            + " take, and fewer images go into one than align.batch.max, at least one. 0: any time.")
            .define(
                    INFERENCE_CONCURRENCY,
                    Type.INT,
                    0,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "Runs of the image tower at the same time, each on align.inference.threads. 0: as many as there"
                            + " are cores for, and one on a GPU.")
            .define(
                    INFERENCE_THREADS,
                    Type.INT,
                    1,
                    Range.between(1, 1_024),
                    Importance.MEDIUM,
                    "Threads of each run of the image tower on a CPU. More of them make one image faster, and fewer in"
                            + " all. The text tower takes all cores.")
            .define(
                    EXECUTION_PROVIDER,
                    Type.STRING,
                    "cpu",
                    ValidString.in("cpu", "cuda"),
                    Importance.MEDIUM,
                    "What the towers are computed on, and what align-streams calibrate measures. cuda: a GPU of"
                            + " NVIDIA's, for which align-streams is built with -Pcuda.")
            .define(
                    EXECUTION_DEVICE,
                    Type.INT,
                    0,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Number of the GPU, as CUDA counts them.")
            .define(
                    EXECUTION_FALLBACK,
                    Type.STRING,
                    "refuse",
                    ValidString.in("refuse", "allow"),
                    Importance.LOW,
                    "What to do at start if align.execution.provider cannot be had. refuse: stop, with an error. allow:"
                            + " warn, and compute on the CPU.")
            .define(
                    DECODE_THREADS,
                    Type.INT,
                    0,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Threads that decode and resize images. 0: as many as there are cores.")
            .define(
                    LOOKAHEAD_BYTES,
                    Type.LONG,
                    256L * MIB,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "Bytes that image events may take which were polled and are worked on ahead of the stream, over all"
                            + " partitions of an instance: twice their size, since each is there as a record and as what"
                            + " was read of it. 0: one image at a time.")
            .define(
                    EMBEDDING_CACHE_BYTES,
                    Type.LONG,
                    64L * MIB,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "Bytes of image embeddings that are kept at most, so that an image whose bytes came lately is neither"
                            + " decoded nor embedded again; one takes 400 bytes and 4 for each dimension. Equal images"
                            + " on their way at the same time are embedded once. 0: each image is embedded for itself.")
            .define(
                    TEXT_CACHE_BYTES,
                    Type.LONG,
                    32L * MIB,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "Bytes of text embeddings that are kept at most, so that a version of a label set costs what it has"
                            + " of new texts; one takes 400 bytes, 4 for each dimension and 2 for each character. 0:"
                            + " none are kept.")
            .define(
                    REGISTRY_DEADLINE_MS,
                    Type.LONG,
                    240_000L,
                    Range.atLeast(0),
                    Importance.LOW,
                    "How long a record waits for a schema registry that cannot be reached, in milliseconds; beyond it"
                            + " the application stops, its offsets unmoved. Must be below max.poll.interval.ms.")
            .define(
                    VALUE_SERDE,
                    Type.CLASS,
                    AvroSerde.class.getName(),
                    Importance.LOW,
                    "Serde of all values. One instance reads and writes for all threads at once. With Confluent's jar"
                            + " on the class path: io.confluent.kafka.streams.serdes.avro.SpecificAvroSerde.")
            .define(
                    DEAD_LETTERS_PAYLOAD,
                    Type.STRING,
                    "full",
                    ValidString.in("full", "digest"),
                    Importance.MEDIUM,
                    "What of a refused record's value its dead letter keeps. full: all of it. digest: its SHA-256 in"
                            + " hexadecimal, for content that must not be kept.")
            .define(
                    IMAGE_EVENT_BYTES_MAX,
                    Type.INT,
                    8 * MIB,
                    Range.atLeast(KIB),
                    Importance.MEDIUM,
                    "Bytes of a record in image-events, key and headers included. dead-letters takes 64 KiB more.")
            .define(
                    LABEL_SET_BYTES_MAX,
                    Type.INT,
                    4 * MIB,
                    Range.atLeast(KIB),
                    Importance.LOW,
                    "Bytes of a record in label-sets, key and headers included.")
            .define(
                    LABEL_SET_EMBEDDINGS_BYTES_MAX,
                    Type.INT,
                    32 * MIB,
                    Range.atLeast(KIB),
                    Importance.LOW,
                    "Bytes of a record in label-set-embeddings, key and headers included; a label set that would take"
                            + " more is refused as LABEL_SET_TOO_LARGE.")
            .define(
                    OUTPUT_BYTES_MAX,
                    Type.INT,
                    MIB,
                    Range.atLeast(KIB),
                    Importance.LOW,
                    "Bytes of a record in image-embeddings and image-classifications, key and headers included; what"
                            + " would take more is refused as OUTPUT_TOO_LARGE.")
            .define(
                    HTTP_PORT,
                    Type.INT,
                    -1,
                    Range.between(-1, 65_535),
                    Importance.MEDIUM,
                    "Port on which run answers for health and metrics by plain HTTP: /health/live, /health/ready,"
                            + " /health/started, /metrics. 0: any free one, which it prints. -1: none.")
            .define(
                    HTTP_HOST,
                    Type.STRING,
                    "127.0.0.1",
                    new NonEmptyString(),
                    Importance.MEDIUM,
                    "Host name or IP address to listen at for align.http.port; 0.0.0.0 for all of the machine's, as in a"
                            + " container. Nobody is asked for a password: it is for a network of one's own.")
            .define(
                    METRICS_LABELS_MAX,
                    Type.INT,
                    1_000,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Series that metrics have of each name of ours with a label, a label set or an action in it; what"
                            + " comes later is counted under 'other' for all three.")
            .define(
                    TOPIC_PARTITIONS,
                    Type.INT,
                    8,
                    Range.atLeast(1),
                    Importance.MEDIUM,
                    "Partitions that topics create gives to image-events, and so to label-set-embeddings and the"
                            + " outputs. It limits the number of stream threads and is fixed for an application id.")
            .define(
                    TOPIC_REPLICATION,
                    Type.SHORT,
                    (short) 0,
                    Range.atLeast(0),
                    Importance.MEDIUM,
                    "Replicas that topics create gives to every topic. 0: 3 where the cluster has three brokers, else"
                            + " as many as there are brokers, with a warning.");

    private AlignKeys() {}
}
