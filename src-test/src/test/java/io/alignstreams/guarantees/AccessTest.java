package io.alignstreams.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.alignstreams.harness.Account;
import io.alignstreams.harness.Certificates;
import io.alignstreams.harness.Cli;
import io.alignstreams.harness.Feed;
import io.alignstreams.harness.GuardedBroker;
import io.alignstreams.harness.GuardedRegistry;
import io.alignstreams.harness.GuardedServers;
import io.alignstreams.harness.Instance;
import io.alignstreams.harness.Ledger;
import io.alignstreams.harness.LocalServers;
import io.alignstreams.harness.Outcomes;
import io.alignstreams.harness.Permissions;
import io.alignstreams.harness.Scale;
import io.alignstreams.harness.Stream;
import io.alignstreams.harness.TokenServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A broker and a registry that demand TLS and credentials, and a principal that may do what {@code topics create --dry-run}
 * printed, and nothing more. Whatever is refused is one error that names it.
 */
@ExtendWith(LocalServers.class)
class AccessTest {
    private static final int EVENTS = 200;
    private static final int PER_SECOND = 100;

    private static GuardedServers servers;
    private static Certificates stranger;

    @BeforeAll
    static void start() throws Exception {
        Path directory = LocalServers.directory("certificates");
        servers = GuardedServers.start(directory);
        stranger = Certificates.authority(directory, "stranger");
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    private static Map<String, String> ofScramUser() {
        return servers.ofScramUser(GuardedBroker.USER_PASSWORD);
    }

    private static void runAllowed(String name, String principal, Map<String, String> settings) throws Exception {
        Ledger ledger = new Ledger();
        try (Stream stream = new Stream(name, servers.ofAdministrator());
                Feed feed = Feed.start(stream, ledger, PER_SECOND, Scale.dice(name))) {
            Permissions.allow(servers.broker, principal, Permissions.printed(stream));
            try (Instance instance =
                    Instance.start(stream, servers.options(), settings).awaitRunning()) {
                feed.finish(EVENTS);
                stream.awaitSettled();
                instance.terminate();
            }
            Account account = ledger.settle(Outcomes.read(stream));
            assertThat(account.faults()).isEmpty();
        }
    }

    @Test
    void shouldRunAsAScramUserWhoMayDoWhatWasPrinted() throws Exception {
        runAllowed("scram", GuardedBroker.USER, ofScramUser());
    }

    @Test
    void shouldRunAsABearerOfATokenWhoMayDoWhatWasPrinted() throws Exception {
        runAllowed("bearer", TokenServer.CLIENT, servers.ofBearer(TokenServer.SECRET));
    }

    @Test
    void shouldNameWhatIsMissingOfWhatWasPrinted() throws Exception {
        Ledger ledger = new Ledger();
        try (Stream stream = new Stream("locked", servers.ofAdministrator())) {
            // Something for every topic, dead letters included.
            stream.send(stream.config.topics().imageEvents(), "poison", new byte[] {1}, System.currentTimeMillis());
            try (Feed feed = Feed.start(stream, ledger, PER_SECOND, Scale.dice("locked"))) {
                feed.finish(EVENTS);
            }
            List<String> printed = Permissions.printed(stream);
            for (String missing : printed) {
                Permissions.allow(servers.broker, GuardedBroker.USER, printed);
                Permissions.forbid(servers.broker, GuardedBroker.USER, missing);
                Cli.Result end = run(stream, ofScramUser());
                System.out.println("access: without " + missing + ": " + Faults.onlyError(end));
                assertThat(Faults.onlyError(end)).contains(Permissions.resource(missing));
                Permissions.clear(servers.broker, GuardedBroker.USER);
            }
        }
    }

    private static Cli.Result run(Stream stream, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("align.model", LocalServers.model().toString());
        try (Cli command =
                Cli.start(servers.options(), "run", "--config", stream.file(all).toString())) {
            Cli.Result end = command.await();
            assertThat(end.status()).as(end.err()).isEqualTo(1);
            return end;
        }
    }

    /** Runs with settings one of which is wrong, and gives the error. */
    private static String refused(Map<String, String> right, Map<String, String> wrong) throws Exception {
        Map<String, String> settings = new HashMap<>(right);
        settings.putAll(wrong);
        try (Stream stream = new Stream("refused", servers.ofAdministrator())) {
            Permissions.allow(servers.broker, GuardedBroker.USER, Permissions.printed(stream));
            Cli.Result end = run(stream, settings);
            String error = Faults.onlyError(end);
            System.out.println("access: " + error);
            return error;
        }
    }

    @Test
    void shouldNameAWrongPassword() throws Exception {
        assertThat(refused(ofScramUser(), servers.ofScramUser("wrong")))
                .contains("bootstrap.servers=" + servers.broker.scram())
                .containsIgnoringCase("authentication failed")
                .doesNotContain("wrong");
    }

    @Test
    void shouldNameAWrongSecretOfAClient() throws Exception {
        assertThat(refused(servers.ofBearer("wrong"), Map.of())).contains("401").doesNotContain("wrong");
    }

    @Test
    void shouldNameACertificateThatIsNotTrusted() throws Exception {
        assertThat(refused(ofScramUser(), stranger.trusted("")))
                .contains("bootstrap.servers=" + servers.broker.scram())
                .contains("unable to find valid certification path");
    }

    @Test
    void shouldNameACertificateThatHasExpired() throws Exception {
        String expired = servers.authority.expiredKeystore("expired", "ip:127.0.0.1");
        try (GuardedBroker other = GuardedBroker.start(expired, servers.tokens)) {
            assertThat(refused(ofScramUser(), Map.of("bootstrap.servers", other.scram())))
                    .contains("bootstrap.servers=" + other.scram())
                    .contains("expired");
        }
    }

    @Test
    void shouldNameACertificateOfAnotherHost() throws Exception {
        String elsewhere = servers.authority.keystore("elsewhere", "dns:elsewhere.test");
        try (GuardedBroker other = GuardedBroker.start(elsewhere, servers.tokens)) {
            assertThat(refused(ofScramUser(), Map.of("bootstrap.servers", other.scram())))
                    .contains("bootstrap.servers=" + other.scram())
                    .contains("127.0.0.1");
        }
    }

    @Test
    void shouldNameARegistryWhoseCertificateIsNotTrusted() throws Exception {
        assertThat(refused(ofScramUser(), stranger.trusted("schema.registry.")))
                .contains(servers.registry.url())
                .contains("unable to find valid certification path");
    }

    @Test
    void shouldNameARegistryThatRefusesThePassword() throws Exception {
        assertThat(refused(ofScramUser(), Map.of("basic.auth.user.info", GuardedRegistry.USER + ":wrong")))
                .contains(servers.registry.url())
                .contains("401")
                .doesNotContain("wrong");
    }

    @Test
    void shouldSayWhenABrokerThatSpeaksTlsIsSpokenToWithout() throws Exception {
        assertThat(refused(Map.of(), Map.of("bootstrap.servers", servers.broker.scram())))
                .contains("bootstrap.servers=" + servers.broker.scram())
                .contains("security.protocol");
    }
}
