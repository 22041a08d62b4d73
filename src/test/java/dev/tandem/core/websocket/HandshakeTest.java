package dev.tandem.core.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final Map<String, String> fields = new HashMap<>(Map.of(
            "Upgrade", "websocket", "Connection", "Upgrade", "Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", KEY));

    /** RFC 6455, 1.3. */
    @Test
    void theExampleOfTheSpecification() {
        assertThat(check()).isEqualTo(KEY);
        assertThat(Handshake.accept(KEY)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void tokensAreListsWithoutCase() {
        fields.put("Upgrade", "h2c, WebSocket");
        fields.put("Connection", "keep-alive, UPGRADE");

        assertThat(check()).isEqualTo(KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade,h2c,upgrade_required",
        "Upgrade,,upgrade_required",
        "Connection,keep-alive,upgrade_required",
        "Connection,upgraded,upgrade_required",
        "Sec-WebSocket-Version,8,upgrade_required",
        "Sec-WebSocket-Version,'13, 8',upgrade_required",
        "Sec-WebSocket-Version,,upgrade_required",
        "Sec-WebSocket-Key,,websocket_handshake_invalid",
        "Sec-WebSocket-Key,c2hvcnQ=,websocket_handshake_invalid",
        "Sec-WebSocket-Key,!,websocket_handshake_invalid",
        "Sec-WebSocket-Key,'dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==',websocket_handshake_invalid"
    })
    void aWrongFieldIsRefused(String name, String value, String code) {
        fields.put(name, value);

        assertThatThrownBy(this::check).hasMessageStartingWith(code + ": ");
    }

    private String check() {
        return Handshake.check(name -> Optional.ofNullable(fields.get(name)));
    }
}
