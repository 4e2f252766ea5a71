package io.alignstreams.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/** Gives tokens to clients that know the secret (OAuth 2.0, client credentials), and its keys to brokers. */
public final class TokenServer implements AutoCloseable {
    public static final String CLIENT = "align-oauth";
    public static final String SECRET = "canary-of-a-client";
    static final String AUDIENCE = "kafka";
    static final String ISSUER = "https://issuer.test";

    /** Kafka asks nobody for tokens or keys whose address does not stand here. */
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final List<String> issued = new CopyOnWriteArrayList<>();
    private final RsaJsonWebKey key;
    private final HttpServer server;

    private TokenServer(RsaJsonWebKey key, HttpServer server) {
        this.key = key;
        this.server = server;
    }

    public static TokenServer start() throws IOException, JoseException {
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("key-1");
        key.setAlgorithm(AlgorithmIdentifiers.RSA_USING_SHA256);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TokenServer tokens = new TokenServer(key, server);
        server.createContext("/token", tokens::token);
        server.createContext("/keys", tokens::keys);
        server.start();
        // For the broker in this process.
        System.setProperty(ALLOWED_URLS, tokens.keysUrl());
        return tokens;
    }

    public String tokenUrl() {
        return url("/token");
    }

    public String keysUrl() {
        return url("/keys");
    }

    /** All tokens that were given. */
    public List<String> issued() {
        return List.copyOf(issued);
    }

    /** Options of a JVM whose clients may ask for tokens here. */
    public List<String> options() {
        return List.of("-D" + ALLOWED_URLS + "=" + tokenUrl());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private void token(HttpExchange exchange) throws IOException {
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((CLIENT + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"error\":\"invalid_client\",\"error_description\":\"no such client or secret\"}");
            return;
        }
        String token = sign();
        issued.add(token);
        answer(exchange, 200, "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\",\"expires_in\":600}");
    }

    private String sign() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(CLIENT);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(10);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a token could not be signed", e);
        }
    }

    private void keys(HttpExchange exchange) throws IOException {
        answer(exchange, 200, new JsonWebKeySet(List.<JsonWebKey>of(key)).toJson());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        System.clearProperty(ALLOWED_URLS);
    }
}
