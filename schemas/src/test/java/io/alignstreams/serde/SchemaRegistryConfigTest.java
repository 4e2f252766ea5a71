package io.alignstreams.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class SchemaRegistryConfigTest {
    private static SchemaRegistryConfig withToken(String token) {
        return new SchemaRegistryConfig(Map.of(
                "schema.registry.url", "https://registry.test",
                "bearer.auth.credentials.source", "STATIC_TOKEN",
                "bearer.auth.token", token));
    }

    @Test
    void shouldTakeSecretsFromFilesThatEndWithALineBreak() {
        SchemaRegistryConfig config = new SchemaRegistryConfig(Map.of(
                "schema.registry.url", "https://registry.test",
                "basic.auth.credentials.source", "USER_INFO",
                "basic.auth.user.info", "alice:canary\n"));

        assertThat(config.userInfo()).isEqualTo("alice:canary");
        assertThat(withToken("canary\n").token()).isEqualTo("canary");
    }

    @Test
    void shouldNotQuoteATokenThatIsNone() {
        assertThatThrownBy(() -> withToken("can\u0001ary"))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "bearer.auth.token: expected visible ASCII characters, found others, which are not shown here");
    }
}
