package io.alignstreams.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests to a registry at one of several addresses. What can heal is tried at the next address, and when all have failed
 * again after a pause. Of what remains, {@link org.apache.kafka.common.errors.RetriableException}s may still heal,
 * {@link SerializationException}s are the data's fault, and the others somebody has to mend.
 */
final class RegistryRequests {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryRequests.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Set<Integer> MAY_HEAL = Set.of(408, 429, 500, 502, 503, 504);

    private final SchemaRegistryConfig config;
    private final List<URI> addresses;
    private final HttpClient http;
    private volatile int preferred;

    RegistryRequests(SchemaRegistryConfig config) {
        this.config = config;
        List<String> texts = config.getList(SchemaRegistryConfig.SCHEMA_REGISTRY_URL);
        this.addresses = IntStream.range(0, texts.size())
                .mapToObj(index -> address(texts, index))
                .toList();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(Duration.ofMillis(config.getInt(SchemaRegistryConfig.HTTP_CONNECT_TIMEOUT_MS)));
        SSLContext tls = config.tls();
        this.http = (tls == null ? builder : builder.sslContext(tls)).build();
    }

    String get(String path, String purpose) {
        return send(path, null, purpose);
    }

    String post(String path, String body, String purpose) {
        return send(path, body, purpose);
    }

    static String encode(String pathSegment) {
        return URLEncoder.encode(pathSegment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String send(String path, @Nullable String body, String purpose) {
        int retries = config.getInt(SchemaRegistryConfig.MAX_RETRIES);
        for (int attempt = 0; ; attempt++) {
            int first = preferred;
            KafkaException fault = null;
            for (int i = 0; i < addresses.size(); i++) {
                int index = (first + i) % addresses.size();
                try {
                    String answer = sendOnce(addresses.get(index), path, body, purpose);
                    preferred = index;
                    return answer;
                } catch (TimeoutException | DisconnectException | ThrottlingQuotaExceededException e) {
                    fault = e;
                } catch (SslAuthenticationException e) {
                    // The others may have another certificate; where all have a fault, one that can heal counts.
                    fault = fault == null ? e : fault;
                }
            }
            if (fault != null && (attempt >= retries || fault instanceof SslAuthenticationException)) {
                throw fault;
            }
            pause(attempt, purpose, fault);
        }
    }

    private String sendOnce(URI address, String path, @Nullable String body, String purpose) {
        HttpRequest.Builder request = HttpRequest.newBuilder(resolve(address, path))
                .timeout(Duration.ofMillis(config.getInt(SchemaRegistryConfig.HTTP_READ_TIMEOUT_MS)))
                .header("Accept", CONTENT_TYPE);
        String authorization = authorization(address);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (body == null) {
            request.GET();
        } else {
            request.header("Content-Type", CONTENT_TYPE).POST(HttpRequest.BodyPublishers.ofString(body));
        }
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 == 2) {
                return response.body();
            }
            throw fault(
                    response,
                    "the schema registry at " + withoutUser(address) + " answered " + response.statusCode()
                            + " when asked to " + purpose + ": " + response.body());
        } catch (IOException e) {
            String message =
                    "the schema registry at " + withoutUser(address) + " could not be asked to " + purpose + ": " + e;
            throw isRefusedCertificate(e)
                    ? new SslAuthenticationException(message, e)
                    : new DisconnectException(message, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Of the registry, or by it of ours; that does not heal by itself. */
    private static boolean isRefusedCertificate(@Nullable Throwable fault) {
        return fault != null
                && (fault instanceof CertificateException
                        || fault instanceof SSLPeerUnverifiedException
                        || (fault instanceof SSLHandshakeException
                                && String.valueOf(fault.getMessage()).contains("certificate"))
                        || isRefusedCertificate(fault.getCause()));
    }

    private static KafkaException fault(HttpResponse<String> response, String message) {
        int status = response.statusCode();
        return switch (status) {
            case 401 -> new AuthenticationException(message);
            case 403 -> new AuthorizationException(message);
            case 404 ->
                isOfARegistry(response.body())
                        ? new UnknownSchemaException(message)
                        : new InvalidConfigurationException(
                                "expected a schema registry's error_code 404xx, found none; check host and path of "
                                        + SchemaRegistryConfig.SCHEMA_REGISTRY_URL + ": " + message);
            case 429 -> new ThrottlingQuotaExceededException(message);
            case 502 -> new DisconnectException(message);
            default -> MAY_HEAL.contains(status) ? new TimeoutException(message) : new SerializationException(message);
        };
    }

    /** Whether a 404 is about a schema or a subject; of a path that it does not have, a registry says 404 or 0. */
    private static boolean isOfARegistry(String body) {
        try {
            return JSON.readTree(body).path("error_code").asInt() / 100 == 404;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Exponential, with a random half so that many clients do not come back together. */
    private void pause(int attempt, String purpose, @Nullable KafkaException fault) {
        long longest = Math.min(
                config.getInt(SchemaRegistryConfig.RETRIES_MAX_WAIT_MS),
                (long) config.getInt(SchemaRegistryConfig.RETRIES_WAIT_MS) << Math.min(attempt, 20));
        long wait = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        LOG.warn("trying again in {} ms to {}: {}", wait, purpose, fault == null ? "" : fault.getMessage());
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private @Nullable String authorization(URI address) {
        if (config.getString(SchemaRegistryConfig.BEARER_AUTH_CREDENTIALS_SOURCE)
                .equals("STATIC_TOKEN")) {
            return "Bearer " + config.token();
        }
        String userInfo = config.getString(SchemaRegistryConfig.BASIC_AUTH_CREDENTIALS_SOURCE)
                        .equals("USER_INFO")
                ? config.userInfo()
                : address.getUserInfo();
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    /** Says which address is none, but does not quote it: there may be a password in it. */
    private static URI address(List<String> texts, int index) {
        try {
            URI uri = new URI(texts.get(index).strip());
            boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            boolean isWhole = uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (isHttp && isWhole && uri.getHost() != null && uri.getRawPath().indexOf('@') < 0) {
                return uri;
            }
        } catch (URISyntaxException e) {
            LOG.debug("address {} has a fault at character {}", index + 1, e.getIndex());
        }
        throw new ConfigException(SchemaRegistryConfig.SCHEMA_REGISTRY_URL
                + ": expected http://HOST[:PORT][/PATH] or https, with USER:PASSWORD@ before the host if need be, and in"
                + " these %XX for other characters than letters and digits, found another form at address "
                + (index + 1) + " of " + texts.size());
    }

    private static URI resolve(URI address, String path) {
        String base = address.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                        .replace(address.getRawUserInfo() + "@", "")
                + path);
    }

    private static String withoutUser(URI address) {
        return resolve(address, "").toString();
    }
}
