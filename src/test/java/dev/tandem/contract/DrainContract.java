package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.util.Optional;
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
        String sleep = "{\"kind\":\"sleep\",\"input\":{\"for\":\"5m\"},\"timeout\":\"5m\"}";
        RawConnection task = connect()
                .send("POST /v1/tasks?wait=1m HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + sleep.length() + "\r\n\r\n" + sleep);
        eventually()
                .until(() ->
                        !service.tasks().list(Optional.empty(), any -> true, 1).isEmpty());
        EventClient taskEvents = stream("/v1/tasks/"
                + service.tasks()
                        .list(Optional.empty(), any -> true, 1)
                        .getFirst()
                        .id()
                + "/events");
        taskEvents.event();
        RawConnection flag = connect().send("GET /v1/flags/a?wait=1m HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(http("POST", "/v1/semaphores/a/permits", new byte[0]).status())
                .isEqualTo(201);
        RawConnection permit = connect()
                .send("POST /v1/semaphores/a/permits?wait=1m HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        RawConnection idle = connect().send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
        idle.reply();
        RawConnection underWay = connect()
                .send("POST " + messages(channel)
                        + " HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
        assertThat(underWay.head().status()).as("the server has seen it").isEqualTo(100);
        underWay.send("a");
        eventually().until(() -> service.subscribers(channel) == 5);
        RawConnection claimant = connect().send("POST /v1/queues/q/claims?wait=5m HTTP/1.1\r\nHost: a\r\n\r\n");
        eventually().until(() -> service.queueStates().stream().anyMatch(state -> state.claimants() == 1));
        eventually().until(() -> service.waitingForFlags() == 1 && service.waitingForPermits() == 1);
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
        assertThat(task.reply().status()).isIn(200, 202);
        taskEvents.awaitEnd();
        assertThat(claimant.reply().status()).isEqualTo(204);
        assertThat(flag.reply().text()).isEqualTo("{\"flag\":\"a\",\"set\":false}");
        assertThat(permit.reply().code()).isEqualTo("no_permit");
        underWay.send("bc");
        assertThat(underWay.reply().status()).isEqualTo(201);
        idle.awaitClosed();
        closed.get(20, TimeUnit.SECONDS);
        assertThat(service.tasks().openCount()).isZero();
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
