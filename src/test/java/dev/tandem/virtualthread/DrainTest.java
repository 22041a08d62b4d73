package dev.tandem.virtualthread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.SystemTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void stopping_endsWhatStaysOpenEachInItsOwnWay() throws Exception {
        try (var ticker = new SystemTicker()) {
            var served = new Served(ticker);
            Thread stopping;
            try (Client events = served.connect();
                    Client socket = served.connect();
                    Client poll = served.connect()) {
                socket.webSocket("/v1/channels/drain/ws");
                events.request("GET /v1/channels/drain/events");
                events.readUntil(":0\n\n\r\n");
                poll.request("GET /v1/channels/drain/messages?wait=1m");
                await().atMost(SOON).until(() -> served.hasSubscribers("drain", "long-poll", 1));

                stopping = Thread.ofVirtual().start(served::close);

                assertThat(socket.readFrame()).isEqualTo("88 1001 shutdown");
                assertThat(socket.readToEnd()).isEmpty();
                assertThat(events.readToEnd()).as("the last chunk").isEqualTo("0\r\n\r\n");
                assertThat(poll.readUntil("]}")).startsWith("HTTP/1.1 200").contains("\"messages\":[]");
            }
            assertThat(stopping.join(SOON)).isTrue();
        }
    }
}
