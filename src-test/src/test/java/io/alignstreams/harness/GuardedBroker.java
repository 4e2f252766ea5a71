package io.alignstreams.harness;

import io.alignstreams.local.LocalBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker that lets nobody do what no ACL allows, and listens by TLS for SCRAM users and for bearers of tokens. Whoever
 * comes by its plain listener may do everything.
 */
public final class GuardedBroker implements AutoCloseable {
    public static final String USER = "align";
    public static final String USER_PASSWORD = "canary-of-a-user";
    private static final int ITERATIONS = 4_096;

    private final LocalBroker broker;
    private final List<Integer> ports;

    private GuardedBroker(LocalBroker broker, List<Integer> ports) {
        this.broker = broker;
        this.ports = ports;
    }

    /**
     * Starts one.
     *
     * @param keystore of the certificate that it shows
     */
    public static GuardedBroker start(String keystore, TokenServer tokens) throws Exception {
        List<Integer> ports = Ports.free(4);
        GuardedBroker broker = new GuardedBroker(LocalBroker.start(settings(ports, keystore, tokens)), ports);
        try (Admin admin = broker.admin()) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            USER, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), USER_PASSWORD)))
                    .all()
                    .get();
        } catch (Exception e) {
            broker.close();
            throw e;
        }
        return broker;
    }

    private static Map<String, String> settings(List<Integer> ports, String keystore, TokenServer tokens) {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.get(0) + ",CONTROLLER://127.0.0.1:" + ports.get(1)
                        + ",SCRAM://127.0.0.1:" + ports.get(2) + ",TOKEN://127.0.0.1:" + ports.get(3));
        settings.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SCRAM:SASL_SSL,TOKEN:SASL_SSL");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + ports.get(1));
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        settings.put("group.min.session.timeout.ms", "1000");
        settings.putAll(Certificates.settings("", "keystore", keystore));
        settings.put("ssl.key.password", Certificates.PASSWORD);
        settings.put("listener.name.scram.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.scram.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("listener.name.token.sasl.enabled.mechanisms", "OAUTHBEARER");
        String bearer = "listener.name.token.oauthbearer.";
        settings.put(
                bearer + "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        settings.put(
                bearer + "sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
        settings.put(bearer + "sasl.oauthbearer.jwks.endpoint.url", tokens.keysUrl());
        settings.put(bearer + "sasl.oauthbearer.expected.audience", TokenServer.AUDIENCE);
        settings.put(bearer + "sasl.oauthbearer.expected.issuer", TokenServer.ISSUER);
        return settings;
    }

    /** A client that may do everything. */
    public Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", plain()));
    }

    public String plain() {
        return "127.0.0.1:" + ports.get(0);
    }

    public String scram() {
        return "127.0.0.1:" + ports.get(2);
    }

    public String token() {
        return "127.0.0.1:" + ports.get(3);
    }

    @Override
    public void close() {
        broker.close();
    }
}
