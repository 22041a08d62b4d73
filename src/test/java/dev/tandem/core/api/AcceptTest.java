package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.channel.Transport;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/* | SSE",
                "text/event-stream | SSE",
                "TEXT/Event-Stream | SSE",
                "text/* | SSE",
                "application/x-ndjson | NDJSON",
                "application/* | NDJSON",
                "application/x-ndjson, text/event-stream | SSE",
                "application/x-ndjson, text/event-stream;q=0.9 | NDJSON",
                "text/event-stream;q=0, */* | NDJSON",
                "application/x-ndjson;q=0.5, */*;q=0.1 | NDJSON",
                "text/html, */*;q=0.1 | SSE",
                "application/x-ndjson; charset=utf-8; q=0.9, */*;q=0.5 | NDJSON"
            })
    void theOneThatTheClientLikesBest(String accept, Transport expected) {
        assertThat(Accept.choose(Optional.of(accept))).isEqualTo(expected);
    }

    @Test
    void withoutAPreferenceAnEventStream() {
        assertThat(Accept.choose(Optional.empty())).isEqualTo(Transport.SSE);
        assertThat(Accept.choose(Optional.of(" "))).isEqualTo(Transport.SSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json", "*/*;q=0", "text/event-stream;q=0.0", ",", "nonsense"})
    void neitherIsRefused(String accept) {
        assertThatThrownBy(() -> Accept.choose(Optional.of(accept)))
                .hasMessage("accept_unsupported: Accept: %s (expected: text/event-stream or application/x-ndjson)"
                        .formatted(accept));
    }
}
