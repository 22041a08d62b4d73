package dev.tandem.compare.run;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.compare.load.Endpoint;
import dev.tandem.compare.load.Generator;
import dev.tandem.compare.load.Transport;
import dev.tandem.work.ScriptedServer;
import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Those that receive in a fan-out, and a server that cuts some off. */
class ReceiversTest {
    private static final int LIVE = 7;
    private static final int DEAD = 3;

    @Test
    void theyAreSharedAmongThreads_andWhoIsCutOffIsMissed() throws IOException {
        var clients = new ConcurrentLinkedQueue<ScriptedServer.Client>();
        var scenario = new Scenario.FanOut("x", "", Transport.SSE, LIVE, DEAD, 1, 1, "/publish", "/stream");
        try (var server = ScriptedServer.start(client -> {
                    client.request();
                    client.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    clients.add(client);
                    client.awaitClosed();
                });
                var generator = new Generator("test-receivers")) {
            var receivers = new Receivers(generator, Endpoint.of(server.url("")), scenario);
            receivers.open();

            assertThat(server.accepted()).isEqualTo(LIVE + DEAD);
            assertThat(receivers.generators())
                    .startsWith(generator)
                    .hasSameSizeAs(receivers.subscribers())
                    .hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
            assertThat(receivers.faults()).isEmpty();

            clients.forEach(ScriptedServer.Client::close);
            eventually()
                    .untilAsserted(
                            () -> assertThat(receivers.faults()).containsExactly(LIVE + " subscribers were cut off"));

            receivers.close();
            server.awaitAllClosed();
        }
    }
}
