package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a server ends. */
abstract class DrainContract extends Contract {
    private final Service service = Service.start(Service.Variant.STANDARD);

    @Override
    final Service service() {
        return service;
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void everythingThatStaysOpenIsEndedAndWhatIsUnderWayIsFinished() throws Exception {
        String cursor = publish("1").cursor();
        EventClient events = events("");
        events.event();
        EventClient lines = events("", "Accept: application/x-ndjson");
        RawWebSocket socket = webSocket("");
        RawWebSocket envelope = webSocket("?format=envelope");
        envelope.read();
        RawConnection poll = connect()
                .send("GET " + messages(channel) + "?wait=1m&after=" + cursor + " HTTP/1.1\r\nHost: a\r\n\r\n");
        RawConnection idle = connect().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        idle.reply();
        RawConnection underWay = connect()
                .send("POST " + messages(channel)
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        assertThat(underWay.head().status()).as("the server has seen it").isEqualTo(100);
        underWay.send("a");
        eventually().until(() -> service.subscribers(channel) == 5);
        int port = port();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(service::close, Thread::startVirtualThread);

        events.assertEnds();
        lines.assertEnds();
        socket.assertClosed(1001, "shutdown");
        envelope.assertClosed(1001, "shutdown");
        Reply answer = poll.reply();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.cursor()).isEqualTo(cursor);
        assertThat(answer.json().get("messages")).isEmpty();
        underWay.send("bc");
        assertThat(underWay.reply().status()).isEqualTo(201);
        idle.awaitClosed();
        closed.get(20, TimeUnit.SECONDS);
        eventually().untilAsserted(() -> assertThat(isListening(port)).isFalse());
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .as("threads of this server")
                .noneMatch(name -> name.contains("-" + port + "-"));
    }

    private static boolean isListening(int port) {
        try (RawConnection connection = new RawConnection(port)) {
            return connection.in() != null;
        } catch (java.io.UncheckedIOException e) {
            return !(e.getCause() instanceof ConnectException);
        }
    }
}
