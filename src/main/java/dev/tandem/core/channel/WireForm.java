package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.websocket.Frame;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/**
 * The bytes in which a publication travels to a subscriber. A form depends on nothing but the channel and the
 * publication, so that it is made once for all the subscribers that take it.
 */
public enum WireForm {
    /** One event of an event stream (WHATWG HTML, 9.2), its {@code id} the cursor. */
    SSE {
        @Override
        byte[] encode(ChannelName channel, String epoch, Publication publication) {
            var out = new ByteArrayOutputStream();
            out.writeBytes(("id: " + epoch + ":" + publication.offset() + "\n").getBytes(US_ASCII));
            writeEvent(out, publication.payload());
            return out.toByteArray();
        }
    },
    /** The same without its {@code id}, which a stream of several channels puts in front for each subscriber. */
    SSE_WITHOUT_ID {
        @Override
        byte[] encode(ChannelName channel, String epoch, Publication publication) {
            var out = new ByteArrayOutputStream();
            writeEvent(out, publication.payload());
            return out.toByteArray();
        }
    },
    /** One line of JSON. */
    NDJSON {
        @Override
        byte[] encode(ChannelName channel, String epoch, Publication publication) {
            var json = new JsonWriter().beginObject().field("channel", channel.text());
            writeFields(json, publication);
            return onOneLine(json.endObject().toBytes());
        }
    },
    /** The payload as one WebSocket frame: text for JSON and text, otherwise binary. */
    WEBSOCKET_RAW {
        @Override
        byte[] encode(ChannelName channel, String epoch, Publication publication) {
            Payload payload = publication.payload();
            return Frame.of(payload.kind() == Payload.Kind.BINARY ? Frame.BINARY : Frame.TEXT, payload.bytes());
        }
    },
    /** A WebSocket text frame that holds a JSON object with the payload and what is known about it. */
    WEBSOCKET_ENVELOPE {
        @Override
        byte[] encode(ChannelName channel, String epoch, Publication publication) {
            var json = new JsonWriter().beginObject().field("type", "message");
            writeFields(json, publication);
            return Frame.of(Frame.TEXT, json.endObject().toBytes());
        }
    };

    private static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);
    private static final byte[] EMPTY_LINE = {'\n'};
    private static final byte[] PING = Frame.ping();

    /** The whole wire form of one publication; the caller shares it and nobody changes it. */
    abstract byte[] encode(ChannelName channel, String epoch, Publication publication);

    /** What keeps a stream of this form alive while nothing is published; shared, and not to be changed. */
    public byte[] heartbeat() {
        return switch (this) {
            case SSE, SSE_WITHOUT_ID -> COMMENT;
            case NDJSON -> EMPTY_LINE;
            case WEBSOCKET_RAW, WEBSOCKET_ENVELOPE -> PING;
        };
    }

    /** Writes the fields that a message has wherever it stands in JSON. */
    public static void writeFields(JsonWriter json, Publication publication) {
        json.field("offset", publication.offset())
                .field("time", publication.time().toString());
        publication.payload().writeFields(json);
    }

    private static void writeEvent(ByteArrayOutputStream out, Payload payload) {
        if (payload.kind() == Payload.Kind.BINARY) {
            out.writeBytes("event: binary\n".getBytes(US_ASCII));
            writeData(out, Base64.getEncoder().encode(payload.bytes()));
        } else {
            writeData(out, payload.bytes());
        }
        out.write('\n');
    }

    /** One {@code data} line for each line of the payload; CR, LF and CRLF all end a line in an event stream. */
    private static void writeData(ByteArrayOutputStream out, byte[] data) {
        int start = 0;
        for (int i = 0; i <= data.length; i++) {
            boolean end = i == data.length;
            if (!end && data[i] != '\n' && data[i] != '\r') {
                continue;
            }
            out.writeBytes("data: ".getBytes(US_ASCII));
            out.write(data, start, i - start);
            out.write('\n');
            if (!end && data[i] == '\r' && i + 1 < data.length && data[i + 1] == '\n') {
                i++;
            }
            start = i + 1;
        }
    }

    /** Ends the line, and puts spaces for line breaks: well-formed JSON has them only between tokens. */
    private static byte[] onOneLine(byte[] json) {
        byte[] line = new byte[json.length + 1];
        for (int i = 0; i < json.length; i++) {
            line[i] = json[i] == '\n' || json[i] == '\r' ? (byte) ' ' : json[i];
        }
        line[json.length] = '\n';
        return line;
    }
}
