package io.alignstreams.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A broker and a registry that demand TLS and credentials, with a server of tokens, and settings of who may use them. */
public final class GuardedServers implements AutoCloseable {
    public final Certificates authority;
    public final TokenServer tokens;
    public final GuardedBroker broker;
    public final GuardedRegistry registry;

    private GuardedServers(Certificates authority, TokenServer tokens, GuardedBroker broker, GuardedRegistry registry) {
        this.authority = authority;
        this.tokens = tokens;
        this.broker = broker;
        this.registry = registry;
    }

    public static GuardedServers start(Path directory) throws Exception {
        Certificates authority = Certificates.authority(directory, "authority");
        String keystore = authority.keystore("server", "ip:127.0.0.1");
        List<AutoCloseable> started = new ArrayList<>();
        try {
            TokenServer tokens = TokenServer.start();
            started.add(tokens);
            GuardedBroker broker = GuardedBroker.start(keystore, tokens);
            started.add(broker);
            return new GuardedServers(authority, tokens, broker, GuardedRegistry.start(keystore));
        } catch (Exception e) {
            for (AutoCloseable server : started) {
                server.close();
            }
            throw e;
        }
    }

    /** Of somebody who may do everything, but for the registry, which asks everybody. */
    public Map<String, String> ofAdministrator() {
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", broker.plain());
        settings.put("schema.registry.url", registry.url());
        settings.put("basic.auth.credentials.source", "USER_INFO");
        settings.put("basic.auth.user.info", GuardedRegistry.USER + ":" + GuardedRegistry.USER_PASSWORD);
        settings.putAll(authority.trusted("schema.registry."));
        return settings;
    }

    /** Of a user with a password; the registry's are those of the administrator. */
    public Map<String, String> ofScramUser(String password) {
        Map<String, String> settings = new HashMap<>(authority.trusted(""));
        settings.put("bootstrap.servers", broker.scram());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + GuardedBroker.USER
                        + "\" password=\"" + password + "\";");
        return settings;
    }

    /** Of a client that gets tokens for a secret. */
    public Map<String, String> ofBearer(String secret) {
        Map<String, String> settings = new HashMap<>(authority.trusted(""));
        settings.put("bootstrap.servers", broker.token());
        settings.put("security.protocol", "SASL_SSL");
        settings.put("sasl.mechanism", "OAUTHBEARER");
        settings.put("sasl.oauthbearer.token.endpoint.url", tokens.tokenUrl());
        settings.put("sasl.oauthbearer.client.credentials.client.id", TokenServer.CLIENT);
        settings.put("sasl.oauthbearer.client.credentials.client.secret", secret);
        settings.put(
                "sasl.login.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        settings.put(
                "sasl.jaas.config", "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        return settings;
    }

    /** Options of a JVM that may use them. */
    public List<String> options() {
        return tokens.options();
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
        tokens.close();
    }
}
