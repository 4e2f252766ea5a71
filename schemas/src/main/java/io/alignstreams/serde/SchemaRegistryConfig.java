package io.alignstreams.serde;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * How a serde finds its registry. Keys and meanings are those of Confluent's serdes; a key of theirs that this serde does
 * not know is refused, because ignoring it would do something else than it says.
 */
public final class SchemaRegistryConfig extends AbstractConfig {
    public static final String SCHEMA_REGISTRY_URL = "schema.registry.url";
    public static final String AUTO_REGISTER_SCHEMAS = "auto.register.schemas";
    public static final String NORMALIZE_SCHEMAS = "normalize.schemas";
    public static final String VALUE_SUBJECT_NAME_STRATEGY = "value.subject.name.strategy";
    public static final String BASIC_AUTH_CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    public static final String BASIC_AUTH_USER_INFO = "basic.auth.user.info";
    public static final String BEARER_AUTH_CREDENTIALS_SOURCE = "bearer.auth.credentials.source";
    public static final String BEARER_AUTH_TOKEN = "bearer.auth.token";
    public static final String HTTP_CONNECT_TIMEOUT_MS = "http.connect.timeout.ms";
    public static final String HTTP_READ_TIMEOUT_MS = "http.read.timeout.ms";
    public static final String MAX_RETRIES = "max.retries";
    public static final String RETRIES_WAIT_MS = "retries.wait.ms";
    public static final String RETRIES_MAX_WAIT_MS = "retries.max.wait.ms";

    private static final String TOPIC_NAME_STRATEGY = "io.confluent.kafka.serializers.subject.TopicNameStrategy";

    /** All keys, documented. */
    public static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    SCHEMA_REGISTRY_URL,
                    Type.LIST,
                    Importance.HIGH,
                    "Addresses of the registry, http or https, tried in order. mock://SCOPE is a registry inside the"
                            + " process.")
            .define(
                    AUTO_REGISTER_SCHEMAS,
                    Type.BOOLEAN,
                    true,
                    Importance.MEDIUM,
                    "Whether a schema is registered when it is first written; otherwise it has to be there.")
            .define(
                    NORMALIZE_SCHEMAS,
                    Type.BOOLEAN,
                    false,
                    Importance.LOW,
                    "Whether the registry compares schemas in normal form.")
            .define(
                    VALUE_SUBJECT_NAME_STRATEGY,
                    Type.STRING,
                    TOPIC_NAME_STRATEGY,
                    ValidString.in(TOPIC_NAME_STRATEGY, "TopicNameStrategy"),
                    Importance.LOW,
                    "How subjects are named: TOPIC-value.")
            .define(
                    BASIC_AUTH_CREDENTIALS_SOURCE,
                    Type.STRING,
                    "URL",
                    ValidString.in("URL", "USER_INFO"),
                    Importance.MEDIUM,
                    "Where user and password come from: URL, the address itself (https://USER:PASSWORD@HOST), or"
                            + " USER_INFO.")
            .define(
                    BASIC_AUTH_USER_INFO,
                    Type.PASSWORD,
                    "",
                    Importance.MEDIUM,
                    "USER:PASSWORD for the credentials source USER_INFO.")
            .define(
                    BEARER_AUTH_CREDENTIALS_SOURCE,
                    Type.STRING,
                    "",
                    ValidString.in("", "STATIC_TOKEN"),
                    Importance.MEDIUM,
                    "STATIC_TOKEN: the token is in bearer.auth.token. Empty: no token.")
            .define(BEARER_AUTH_TOKEN, Type.PASSWORD, "", Importance.MEDIUM, "Token for STATIC_TOKEN.")
            .define(
                    HTTP_CONNECT_TIMEOUT_MS,
                    Type.INT,
                    60_000,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Longest time to connect to one address, in milliseconds.")
            .define(
                    HTTP_READ_TIMEOUT_MS,
                    Type.INT,
                    60_000,
                    Range.atLeast(1),
                    Importance.LOW,
                    "Longest time to wait for one answer, in milliseconds.")
            .define(
                    MAX_RETRIES,
                    Type.INT,
                    3,
                    Range.atLeast(0),
                    Importance.LOW,
                    "How often a request is tried again on all addresses after what can heal: network errors and HTTP"
                            + " 408, 429, 500, 502, 503, 504.")
            .define(
                    RETRIES_WAIT_MS,
                    Type.INT,
                    1_000,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Wait before the first retry, in milliseconds; it doubles with each, and varies by chance.")
            .define(
                    RETRIES_MAX_WAIT_MS,
                    Type.INT,
                    20_000,
                    Range.atLeast(0),
                    Importance.LOW,
                    "Longest wait before a retry, in milliseconds.");

    static {
        RegistryTls.define(DEFINITION);
    }

    /** Starts of keys that belong to registry clients and to nobody else. */
    private static final List<String> CONFLUENT_PREFIXES = List.of(
            "schema.registry.",
            "auto.register.",
            "use.latest.",
            "latest.",
            "normalize.",
            "specific.avro.",
            "avro.",
            "basic.auth.",
            "bearer.auth.",
            "key.subject.",
            "value.subject.",
            "context.name.",
            "rule.",
            "rules.",
            "use.schema.",
            "schema.format",
            "schema.reflection",
            "proxy.host",
            "proxy.port",
            "max.schemas.per.subject",
            "missing.",
            "id.compatibility.",
            "value.schema.id.",
            "key.schema.id.",
            "http.",
            "retries.",
            "propagate.schema.",
            "request.header.",
            "srclient.");

    /** Settings of theirs whose only supported value is what this serde does anyway. */
    private static final Map<String, String> ACCEPTED = Map.of(
            "specific.avro.reader", "true", RegistryTls.PREFIX + "ssl.endpoint.identification.algorithm", "https");

    /**
     * Reads the registry's keys out of a client's configuration.
     *
     * @throws ConfigException if a value is not valid, a key of Confluent's is not supported, or credentials are missing
     */
    public SchemaRegistryConfig(Map<String, ?> properties) {
        super(DEFINITION, known(properties), false);
        if (getList(SCHEMA_REGISTRY_URL).isEmpty()) {
            throw new ConfigException(SCHEMA_REGISTRY_URL, "", "expected an address, found none");
        }
        requireCredentials(BASIC_AUTH_CREDENTIALS_SOURCE, "USER_INFO", BASIC_AUTH_USER_INFO, "USER:PASSWORD");
        requireCredentials(BEARER_AUTH_CREDENTIALS_SOURCE, "STATIC_TOKEN", BEARER_AUTH_TOKEN, "the token");
        if (!token().chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new ConfigException(
                    BEARER_AUTH_TOKEN + ": expected visible ASCII characters, found others, which are not shown here");
        }
    }

    private void requireCredentials(String sourceKey, String source, String key, String what) {
        if (getString(sourceKey).equals(source) && getPassword(key).value().isBlank()) {
            throw new ConfigException(
                    sourceKey,
                    source,
                    "expected " + key + ", found none; set it to " + what + ", or remove " + sourceKey);
        }
    }

    private static Map<String, ?> known(Map<String, ?> properties) {
        Set<String> unsupported = new TreeSet<>(properties.keySet());
        unsupported.removeIf(key -> DEFINITION.names().contains(key)
                || CONFLUENT_PREFIXES.stream().noneMatch(key::startsWith)
                || String.valueOf(properties.get(key)).equals(ACCEPTED.get(key)));
        if (!unsupported.isEmpty()) {
            throw new ConfigException("not supported by " + AvroSerde.class.getName() + ": " + unsupported
                    + "; remove them, or set align.value.serde to a serde that knows them");
        }
        return properties;
    }

    /** What TLS connections are made with; null if that is left to the JVM. */
    @Nullable SSLContext tls() {
        return RegistryTls.context(originalsWithPrefix(RegistryTls.PREFIX));
    }

    String userInfo() {
        return secret(BASIC_AUTH_USER_INFO);
    }

    String token() {
        return secret(BEARER_AUTH_TOKEN);
    }

    /** Files of secrets often end with a line break. */
    private String secret(String key) {
        Password password = getPassword(key);
        return password.value().strip();
    }
}
