package io.alignstreams.topology;

import io.alignstreams.serde.UnknownSchemaException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Whose fault an exception of a serde is. Ours says it by its type; Confluent's wraps what the network and the registry
 * answered in the exception that it throws for bad bytes too, so causes count.
 *
 * <p>Source: {@code AbstractKafkaSchemaSerDe} and {@code RestClientException} of Confluent's schema registry.
 */
enum SerdeFault {
    /** The registry's, which cannot be reached or does not work; it may heal, and says nothing of the record. */
    OUTAGE,
    /** Somebody has to mend it, credentials or an address for instance; or the thread is to end. */
    SYSTEM,
    /** The record's: the registry has no schema with its id. */
    SCHEMA_UNKNOWN,
    /** The record's: everything else. */
    DATA;

    private static final int MOST_CAUSES = 32;
    private static final String REST_FAULT = "RestClientException";
    private static final Pattern NOT_FOUND = Pattern.compile("; error code: 404\\d\\d$");

    static SerdeFault of(RuntimeException fault) {
        Throwable cause = fault;
        for (int i = 0; i < MOST_CAUSES && cause != null; i++) {
            SerdeFault found = ofOne(cause);
            if (found != null) {
                return found;
            }
            cause = cause.getCause();
        }
        return DATA;
    }

    /** What it says, with its cause where it leaves that out. */
    static String describe(Throwable fault) {
        String message = fault.getMessage();
        String text = fault instanceof KafkaException && message != null ? message : fault.toString();
        Throwable cause = fault.getCause();
        return cause == null || text.contains(cause.toString()) ? text : text + ": " + cause;
    }

    private static @Nullable SerdeFault ofOne(Throwable cause) {
        if (cause instanceof UnknownSchemaException) {
            return SCHEMA_UNKNOWN;
        }
        if (cause.getClass().getSimpleName().equals(REST_FAULT)) {
            return NOT_FOUND.matcher(String.valueOf(cause.getMessage())).find() ? SCHEMA_UNKNOWN : OUTAGE;
        }
        if (cause instanceof RetriableException || isOfTheNetwork(cause)) {
            return OUTAGE;
        }
        return isToBeMended(cause) ? SYSTEM : null;
    }

    /** Not any IOException: Avro has some for bad bytes, and Confluent's client a plain one for a bad schema. */
    private static boolean isOfTheNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof InterruptedIOException
                || cause instanceof UnknownHostException
                || cause instanceof HttpTimeoutException
                || cause instanceof SSLException
                || cause instanceof ClosedChannelException;
    }

    private static boolean isToBeMended(Throwable cause) {
        return cause instanceof AuthenticationException
                || cause instanceof AuthorizationException
                || cause instanceof InvalidConfigurationException
                || cause instanceof ConfigException
                || cause instanceof InterruptException;
    }
}
