package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.contract.HubRecorder.Disconnect;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.websocket.Frame;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket clients that break the rules, in the handshake (RFC 6455, 4.2) and after it (RFC 6455, 5 and 7). */
abstract class WebSocketProtocolContract extends Contract {
    private static final String MASK = "00000000";

    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket,,UPGRADE_REQUIRED",
        "Connection: Upgrade,,UPGRADE_REQUIRED",
        "Upgrade: websocket,Upgrade: h2c,UPGRADE_REQUIRED",
        "Connection: Upgrade,Connection: keep-alive,UPGRADE_REQUIRED",
        "Sec-WebSocket-Version: 13,,UPGRADE_REQUIRED",
        "Sec-WebSocket-Version: 13,Sec-WebSocket-Version: 8,UPGRADE_REQUIRED",
        "Sec-WebSocket-Key,X,WEBSOCKET_HANDSHAKE_INVALID",
        "==,=,WEBSOCKET_HANDSHAKE_INVALID",
        "dGhl,,WEBSOCKET_HANDSHAKE_INVALID"
    })
    void aWrongHandshakeIsRefused(String part, String instead, ProblemCode code) {
        Reply reply = handshake("", RawWebSocket.FIELDS.replace(part, instead == null ? "" : instead));

        assertProblem(reply, code);
        if (code == ProblemCode.UPGRADE_REQUIRED) {
            assertThat(reply.header("Upgrade")).contains("websocket");
            assertThat(reply.header("Connection")).contains("Upgrade");
            assertThat(reply.header("Sec-WebSocket-Version")).contains("13");
        }
        assertThat(service().subscribers(channel)).isZero();
    }

    @Test
    void anOrdinaryRequestIsToldToUpgrade() {
        assertProblem(
                get("/v1/channels/" + channel + "/ws"),
                ProblemCode.UPGRADE_REQUIRED,
                "This is a WebSocket: connect with a WebSocket client");
    }

    @ParameterizedTest
    @CsvSource({
        "?after=x,CURSOR_INVALID",
        "?format=json,FORMAT_INVALID",
        "?format=raw&format=raw,PARAMETER_REPEATED",
        "?x=1,PARAMETER_UNKNOWN"
    })
    void whatIsWrongInTheTargetIsRefusedWithoutAnUpgrade(String query, ProblemCode code) {
        assertProblem(handshake(query, RawWebSocket.FIELDS), code);
    }

    @Test
    void aPageOfAnotherOriginIsRefused() {
        assertProblem(
                handshake("", RawWebSocket.FIELDS + "Origin: http://evil.example\r\n"), ProblemCode.ORIGIN_NOT_ALLOWED);
    }

    @Test
    void aHandshakeMayOfferWhatIsNotTaken() {
        RawConnection connection = connect()
                .send("GET /v1/channels/" + channel + "/ws HTTP/1.1\r\nHost: localhost\r\n"
                        + RawWebSocket.FIELDS.replace("Connection: Upgrade", "Connection: keep-alive, Upgrade")
                        + "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\n\r\n");
        Reply head = connection.head();

        assertThat(head.status()).isEqualTo(101);
        assertThat(head.header("Sec-WebSocket-Extensions")).isEmpty();
        assertThat(head.header("Sec-WebSocket-Protocol")).isEmpty();
    }

    @Test
    void aFrameThatIsSentAtOnceWithTheHandshakeIsRead() {
        byte[] head = ("GET /v1/channels/" + channel + "/ws HTTP/1.1\r\nHost: localhost\r\n" + RawWebSocket.FIELDS
                        + "\r\n")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] frame = RawWebSocket.frame(0x81, new byte[] {'x'});
        byte[] both = java.util.Arrays.copyOf(head, head.length + frame.length);
        System.arraycopy(frame, 0, both, head.length, frame.length);
        RawConnection connection = connect().send(both);

        assertThat(connection.head().status()).isEqualTo(101);
        eventually()
                .untilAsserted(() -> assertThat(
                                get(messages(channel)).json().get("offset").asInt())
                        .isEqualTo(1));
    }

    /** In hexadecimal, with a mask of zeros where there is one. */
    @ParameterizedTest
    @CsvSource({
        "810161,unmasked text",
        "8900,unmasked ping",
        "880203e8,unmasked close",
        "c181" + MASK + "61,first reserved bit",
        "a181" + MASK + "61,second reserved bit",
        "9181" + MASK + "61,third reserved bit",
        "8380" + MASK + ",reserved data opcode",
        "8b80" + MASK + ",reserved control opcode",
        "0980" + MASK + ",fragmented ping",
        "89fe007e" + MASK + ",ping longer than 125",
        "8080" + MASK + ",continuation of nothing",
        "0080" + MASK + ",first fragment is a continuation",
        "0181" + MASK + "618181" + MASK + "61,a message within a fragmented one",
        "8881" + MASK + "03,half a close code",
        "8882" + MASK + "03e7,close code 999",
        "8882" + MASK + "03ed,close code 1005",
        "8882" + MASK + "03ee,close code 1006",
        "8882" + MASK + "03f7,close code 1015",
        "8882" + MASK + "07d0,close code 2000",
        "8882" + MASK + "1388,close code 5000",
        "82fe0001" + MASK + "61,length not in its shortest form",
        "82ff0000000000000001" + MASK + "61,long length not in its shortest form"
    })
    void aBrokenFrameClosesWith1002(String hex, String what) {
        RawWebSocket socket = webSocket("");
        socket.connection().send(HexFormat.of().parseHex(hex));

        socket.assertClosed(1002, "protocol_error");
        assertThat(service().recorder().disconnects())
                .as(what)
                .contains(new Disconnect(model(), Transport.WEBSOCKET, DisconnectReason.PROTOCOL_ERROR));
        assertNothingWasPublished();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff", "c3", "c080", "eda080", "61c3"})
    void textThatIsNotUtf8ClosesWith1007(String hex) {
        RawWebSocket socket = webSocket("");
        socket.send(0x81, HexFormat.of().parseHex(hex));

        socket.assertClosed(1007, "invalid_text");
        assertNothingWasPublished();
    }

    @Test
    void fragmentedTextThatIsNotUtf8ClosesWith1007() {
        RawWebSocket socket = webSocket("");
        socket.fragment(Frame.TEXT, false, new byte[] {(byte) 0xC3})
                .fragment(Frame.CONTINUATION, true, new byte[] {'('});

        socket.assertClosed(1007, "invalid_text");
        assertNothingWasPublished();
    }

    @Test
    void aMessageThatIsTooLargeClosesWith1009() {
        RawWebSocket whole = webSocket("");
        whole.connection().send(HexFormat.of().parseHex("82ff0000000000040001" + MASK));
        whole.assertClosed(1009, "message_too_large");

        RawWebSocket absurd = webSocket("");
        absurd.connection().send(HexFormat.of().parseHex("82ff7fffffffffffffff" + MASK));
        absurd.assertClosed(1009, "message_too_large");

        RawWebSocket inFragments = webSocket("");
        byte[] half = new byte[128 * 1024];
        inFragments
                .fragment(Frame.BINARY, false, half)
                .fragment(Frame.CONTINUATION, false, half)
                .fragment(Frame.CONTINUATION, false, new byte[1]);
        inFragments.assertClosed(1009, "message_too_large");
        assertNothingWasPublished();
    }

    @Test
    void aLengthWithItsHighestBitSetIsBroken() {
        RawWebSocket socket = webSocket("");
        socket.connection().send(HexFormat.of().parseHex("82ff8000000000000000" + MASK));

        socket.assertClosed(1002, "protocol_error");
    }

    @Test
    void nothingIsTakenAfterTheFrameThatBroke() {
        RawWebSocket socket = webSocket("");
        socket.connection().send(HexFormat.of().parseHex("8380" + MASK + "8181" + MASK + "61"));

        socket.assertClosed(1002, "protocol_error");
        assertNothingWasPublished();
    }

    @Test
    void nothingIsTakenAfterTheClientsClose() {
        RawWebSocket socket = webSocket("");
        socket.connection().send(HexFormat.of().parseHex("8882" + MASK + "03e8" + "8181" + MASK + "61"));

        assertThat(socket.read().closeCode()).isEqualTo(1000);
        socket.connection().awaitClosed();
        assertNothingWasPublished();
    }

    @Test
    void aHalfSentFrameLeavesNothing() {
        RawWebSocket socket = webSocket("");
        socket.connection().send(HexFormat.of().parseHex("82fe1000" + MASK + "616161"));
        socket.close();

        eventually()
                .untilAsserted(() -> assertThat(service().subscribers(channel)).isZero());
        assertNothingWasPublished();
    }

    private void assertNothingWasPublished() {
        assertThat(get(messages(channel)).offset()).isZero();
    }

    private Reply handshake(String query, String fields) {
        return raw(
                "GET /v1/channels/" + channel + "/ws" + query + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n");
    }
}
