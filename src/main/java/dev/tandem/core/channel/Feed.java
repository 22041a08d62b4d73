package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.websocket.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one stream says: how it opens, and how each publication stands on its wire.
 *
 * <p>A stream of one channel shares the bytes of its publications with every other stream of that channel and form. An
 * event stream of several channels has a compound cursor, {@code a=epoch:offset,b=epoch:offset}, which is its own: the
 * first entry names the channel that the event belongs to, and all of it is what the client sends back.
 *
 * <p>Confined to whatever writes the stream.
 */
public final class Feed {
    private static final byte[] NOTHING = {};

    private final WireForm form;
    private List<Joined> joined;
    private final boolean compound;
    private final Map<ChannelName, StreamPosition> cursors = new LinkedHashMap<>();

    Feed(WireForm form, List<Joined> joined) {
        this.form = form;
        this.joined = joined;
        compound = form == WireForm.SSE_WITHOUT_ID;
        if (compound) {
            joined.forEach(channel -> cursors.put(channel.channel(), channel.start()));
        }
    }

    /** The cursor that stands before everything that this stream sends. */
    public String start() {
        if (joined.size() == 1 && !compound) {
            return joined.getFirst().start().toString();
        }
        var text = new StringBuilder();
        for (Joined channel : joined) {
            append(text, channel.channel(), channel.start());
        }
        return text.toString();
    }

    /** Whether any of the channels has lost what the client missed. */
    public boolean hasGap() {
        return joined.stream().anyMatch(channel -> !channel.recovered());
    }

    /** The first bytes: the position, or the gap, of each channel; may be empty. */
    public byte[] opening() {
        return switch (form) {
            case SSE, SSE_WITHOUT_ID -> sseOpening();
            case NDJSON -> ndjsonOpening();
            case WEBSOCKET_ENVELOPE -> subscribed(joined.getFirst());
            case WEBSOCKET_RAW -> NOTHING;
        };
    }

    /**
     * What was missed, in order; a delivery for each so that it is encoded only when it is about to be written. It is handed
     * over once: a stream that stays open for a day must not hold on to what it sent in its first second.
     */
    public List<Delivery> replay() {
        List<Delivery> replay = new ArrayList<>();
        for (Joined channel : joined) {
            for (Publication publication : channel.replay()) {
                replay.add(new Delivery(channel.channel(), channel.start().epoch(), publication));
            }
        }
        joined = joined.stream().map(Joined::withoutReplay).toList();
        return replay;
    }

    /** The shared part of the wire form: all of it, unless {@link #prefix} says otherwise. */
    public byte[] encode(Delivery delivery) {
        return delivery.encoded(form);
    }

    /** What this stream alone puts in front of a delivery; must be called once for each, in order. */
    public byte[] prefix(Delivery delivery) {
        if (!compound) {
            return NOTHING;
        }
        cursors.put(delivery.channel(), delivery.position());
        return ("id: " + compoundCursor(delivery.channel()) + "\n").getBytes(US_ASCII);
    }

    /** Without data an event is not dispatched, but its id is remembered (WHATWG HTML, 9.2.6). */
    private byte[] sseOpening() {
        var text = new StringBuilder();
        text.append("id: ").append(start()).append("\n\n");
        for (Joined channel : joined) {
            if (!channel.recovered()) {
                String cursor = compound ? compoundCursor(channel.channel()) : start();
                text.append("id: ").append(cursor).append("\nevent: gap\ndata: ");
                text.append(new String(gap(new JsonWriter().beginObject(), channel), US_ASCII))
                        .append("\n\n");
            }
        }
        return text.toString().getBytes(US_ASCII);
    }

    private byte[] ndjsonOpening() {
        var text = new StringBuilder();
        for (Joined channel : joined) {
            if (!channel.recovered()) {
                text.append(new String(gap(new JsonWriter().beginObject().field("event", "gap"), channel), US_ASCII))
                        .append('\n');
            }
        }
        return text.toString().getBytes(US_ASCII);
    }

    private static byte[] gap(JsonWriter json, Joined channel) {
        return json.field("channel", channel.channel().text())
                .field("epoch", channel.start().epoch())
                .field("offset", channel.start().offset())
                .endObject()
                .toBytes();
    }

    private static byte[] subscribed(Joined channel) {
        return Frame.of(
                Frame.TEXT,
                new JsonWriter()
                        .beginObject()
                        .field("type", "subscribed")
                        .field("epoch", channel.start().epoch())
                        .field("offset", channel.start().offset())
                        .field("recovered", channel.recovered())
                        .endObject()
                        .toBytes());
    }

    private String compoundCursor(ChannelName first) {
        var text = new StringBuilder();
        cursors.forEach((channel, position) -> {
            if (channel.equals(first)) {
                append(text, channel, position);
            }
        });
        cursors.forEach((channel, position) -> {
            if (!channel.equals(first)) {
                append(text, channel, position);
            }
        });
        return text.toString();
    }

    private static void append(StringBuilder text, ChannelName channel, StreamPosition position) {
        if (!text.isEmpty()) {
            text.append(',');
        }
        text.append(channel.text()).append('=').append(position);
    }
}
