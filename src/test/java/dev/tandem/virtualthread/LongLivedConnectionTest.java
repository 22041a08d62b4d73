package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tandem.core.SystemTicker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LongLivedConnectionTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final SystemTicker TICKER = new SystemTicker();

    private static Served served;

    @BeforeAll
    static void start() {
        served = new Served(
                TICKER,
                "--tandem.connections.write-timeout=500ms",
                "--tandem.connections.max-outbox=2MB",
                "--tandem.channels.history-size=1",
                "--tandem.channels.max-message-size=200KB");
    }

    @AfterAll
    static void stop() {
        served.close();
        TICKER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "events"})
    void clientThatReadsNothing_isCutAndDelaysNobody(String transport) throws IOException {
        String channel = "dead-" + transport;
        try (Client dead = served.connect();
                Client healthy = served.connect()) {
            open(dead, channel, transport);
            open(healthy, channel, "events");
            await().atMost(SOON).until(() -> served.hasSubscribers(channel, "sse", transport.equals("ws") ? 1 : 2));
            String large = "x".repeat(150_000);

            await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(() -> {
                served.publish(channel, large);
                healthy.readUntil("x\n\n");
                return served.hasSubscribers(channel, "websocket", 0) && served.hasSubscribers(channel, "sse", 1);
            });
            served.publish(channel, "end");

            assertThat(healthy.readUntil("data: end\n")).doesNotContain("xx");
        }
    }

    /** As many as there are carriers would keep all of them; twice as many pass them to each other. */
    @Test
    void clientsThatNeverStopSending_leaveCarriersToOthers() throws IOException, InterruptedException {
        byte[] pongs = HexFormat.of().parseHex("8a8000000000".repeat(20_000));
        List<Client> clients = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                Client client = served.connect();
                clients.add(client);
                client.webSocket("/v1/channels/flood/ws");
                senders.add(Thread.ofPlatform().start(() -> sendForEver(client, pongs)));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(served.connectAndGet("/livez")).startsWith("HTTP/1.1 200");
            }
            assertThat(senders).allMatch(Thread::isAlive);
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private static void sendForEver(Client client, byte[] bytes) {
        try {
            while (true) {
                client.send(bytes);
            }
        } catch (IOException closed) {
            // By this test.
        }
    }

    @Test
    void burstThatIsLargerThanTheOutbox_reachesAClientThatReads() throws IOException {
        try (Client client = served.connect()) {
            open(client, "burst", "events");
            await().atMost(SOON).until(() -> served.hasSubscribers("burst", "sse", 1));
            Thread reader = Thread.ofVirtual().start(() -> read(client, "data: end\n"));

            served.burst("burst", "x".repeat(150_000), 20);
            served.publish("burst", "end");

            await().atMost(SOON).until(() -> !reader.isAlive());
            assertThat(served.hasSubscribers("burst", "sse", 1)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"ws,websocket", "events,sse", "messages?wait=1m,long-poll"})
    void clientThatLeaves_isNoticedWhileNothingIsWritten(String path, String transport) throws IOException {
        String channel = "left-" + transport;
        try (Client client = served.connect()) {
            open(client, channel, path);
            await().atMost(SOON).until(() -> served.hasSubscribers(channel, transport, 1));
        }
        await().atMost(Duration.ofSeconds(2)).until(() -> served.hasSubscribers(channel, transport, 0));
    }

    @Test
    void fragmentsWithAPingBetweenThem_becomeOneMessage() throws IOException {
        try (Client client = served.connect()) {
            client.webSocket("/v1/channels/fragments/ws");
            client.frame(0x01, "one, ".getBytes(ISO_8859_1));
            client.frame(0x89, "still there?".getBytes(ISO_8859_1));
            client.frame(0x00, "two, ".getBytes(ISO_8859_1));
            client.frame(0x80, "three".getBytes(ISO_8859_1));

            assertThat(client.readFrame()).isEqualTo("8a still there?");
            assertThat(client.readFrame()).isEqualTo("81 one, two, three");
        }
    }

    @Test
    void framesThatComeWithTheHandshake_areReadToo() throws IOException {
        String large = "x".repeat(20_000);
        try (Client client = served.connect()) {
            client.send("GET /v1/channels/early/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                    + "\u0081\u00feN \0\0\0\0" + large
                    + "\u0089\u0080\0\0\0\0");

            assertThat(client.readUntil(large)).contains("\r\n\r\n\u0081~N xxx");
            assertThat(client.readFrame()).isEqualTo("8a ");
        }
    }

    @Test
    void aFrameThatComesBitByBit_isRead() throws IOException {
        try (Client client = served.connect()) {
            client.webSocket("/v1/channels/slowly/ws");
            for (byte part : new byte[] {(byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 'h' ^ 1, 'i' ^ 2}) {
                client.send(new byte[] {part});
            }
            assertThat(client.readFrame()).isEqualTo("81 hi");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "81 03 61 62 63,             1002 protocol_error,    not masked",
        "c1 80 00 00 00 00,          1002 protocol_error,    reserved bit",
        "83 80 00 00 00 00,          1002 protocol_error,    unknown opcode",
        "8b 80 00 00 00 00,          1002 protocol_error,    unknown control opcode",
        "09 80 00 00 00 00,          1002 protocol_error,    fragmented control frame",
        "89 fe 00 7e 00 00 00 00,    1002 protocol_error,    long control frame",
        "80 80 00 00 00 00,          1002 protocol_error,    continues nothing",
        "81 fe 00 01 00 00 00 00 61, 1002 protocol_error,    length not in its shortest form",
        "81 ff 80 00 00 00 00 00 00 00, 1002 protocol_error, length with its first bit set",
        "88 81 00 00 00 00 03,       1002 protocol_error,    half a close code",
        "88 82 00 00 00 00 03 ed,    1002 protocol_error,    close code that may not be sent",
        "88 83 00 00 00 00 03 e8 ff, 1007 invalid_text,      close reason is not UTF-8",
        "81 81 00 00 00 00 ff,       1007 invalid_text,      text is not UTF-8",
        "82 ff 00 00 00 00 00 10 00 00, 1009 message_too_large, claims a megabyte",
        "88 82 00 00 00 00 03 e8,    1000 ,                  a close frame is answered",
        "88 80 00 00 00 00,          '',                     a close frame without a code as well"
    })
    void whatEndsAWebSocket_isAnsweredWithItsCloseCode(String frame, String close, String what) throws IOException {
        try (Client client = served.connect()) {
            client.webSocket("/v1/channels/broken/ws");
            client.send(bytes(frame));

            assertThat(client.readFrame().strip()).as(what).isEqualTo(("88 " + close).strip());
            assertThat(client.readToEnd()).as("nothing follows").isEmpty();
        }
    }

    private static void open(Client client, String channel, String path) throws IOException {
        if (path.equals("ws")) {
            client.webSocket("/v1/channels/" + channel + "/ws");
        } else {
            client.request("GET /v1/channels/" + channel + "/" + path);
        }
    }

    private static void read(Client client, String end) {
        try {
            client.readUntil(end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
