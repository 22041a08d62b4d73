package dev.tandem.core.api;

import dev.tandem.core.Model;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.ChannelState;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.HistoryPage;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.IdempotencyKey;
import dev.tandem.core.channel.Lane;
import dev.tandem.core.channel.Publication;
import dev.tandem.core.channel.Published;
import dev.tandem.core.channel.StreamPosition;
import dev.tandem.core.channel.SubscribeRequest;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.channel.WireForm;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Futures;
import dev.tandem.core.websocket.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * The channel operations of one model. Each method takes what the request says and either returns the whole answer,
 * returns a plan for a stream, or throws a {@link ProblemException}; a future fails with one.
 *
 * <p>Thread-safe. Nothing blocks: what may wait is a future, completed on the lane given, and cancelling it gives up the
 * wait.
 */
public final class ChannelApi {
    private final Hub hub;
    private final Model model;
    private final ApiLimits limits;

    public ChannelApi(Hub hub, Model model, ApiLimits limits) {
        this.hub = hub;
        this.model = model;
        this.limits = limits;
    }

    public ApiLimits limits() {
        return limits;
    }

    /** {@code POST /v1/channels/{channel}/messages}: 201 with the message's position. */
    public CompletableFuture<Answer> publish(String rawChannel, RequestHead head, byte[] body) {
        return Futures.attempt(() -> {
            ChannelName channel = channel(rawChannel);
            Bodies.requireIdentityEncoding(head);
            Optional<IdempotencyKey> key = idempotencyKey(head);
            requireMessageSize(body);
            Payload payload = Payload.of(head.header("Content-Type").orElse(""), body);
            return hub.publish(model, channel, payload, key).thenApply(published -> published(channel, published));
        });
    }

    /** {@code POST /v1/messages}: 200 with one result for each message, in order. */
    public CompletableFuture<Answer> publishMany(RequestHead head, byte[] body) {
        return Futures.attempt(() -> {
            Bodies.requireIdentityEncoding(head);
            Bodies.requireJson(head);
            Optional<IdempotencyKey> key = idempotencyKey(head);
            List<Batch.Message> messages = Batch.parse(body, limits.maxBatchMessages());
            List<CompletableFuture<JsonWriter>> results = IntStream.range(0, messages.size())
                    .mapToObj(i -> publishOne(messages.get(i), key.map(whole -> whole.ofMessage(i))))
                    .toList();
            return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                    .thenApply(done -> {
                        var json = new JsonWriter().beginObject();
                        json.array(
                                "results",
                                results,
                                result -> json.raw(result.join().toBytes()));
                        return Answer.json(200, json.endObject());
                    });
        });
    }

    private CompletableFuture<JsonWriter> publishOne(Batch.Message message, Optional<IdempotencyKey> key) {
        CompletableFuture<Published> published = Futures.attempt(() -> {
            ChannelName channel = new ChannelName(message.channel());
            Payload payload = message.payload();
            requireMessageSize(payload.bytes());
            return hub.publish(model, channel, payload, key);
        });
        return published.handle((result, failure) -> {
            var json = new JsonWriter().beginObject().field("channel", message.channel());
            if (failure == null) {
                writePosition(json, result.position());
            } else {
                Answer.write(json.field("problem"), problemOf(failure));
            }
            return json.endObject();
        });
    }

    /** {@code GET /v1/channels/{channel}/messages}: 200 with a page of history; with {@code wait}, a long poll. */
    public CompletableFuture<Answer> history(String rawChannel, Query query, Lane lane) {
        return Futures.attempt(() -> {
            ChannelName channel = channel(rawChannel);
            Optional<StreamPosition> after = query.one("after").map(text -> StreamPosition.parse("after", text));
            int limit = PageRequest.limit(query);
            Duration wait = query.duration("wait", Duration.ZERO, limits.maxWait());
            return Futures.map(hub.history(channel, after, limit, wait, lane), ChannelApi::history);
        });
    }

    /** {@code DELETE /v1/channels/{channel}/messages}: 204, whether or not there was anything. */
    public Answer clear(String rawChannel) {
        hub.clear(channel(rawChannel));
        return Answer.noContent();
    }

    /** {@code GET /v1/channels/{channel}}: 200 with what is known of it. */
    public Answer state(String rawChannel) {
        ChannelName channel = channel(rawChannel);
        ChannelState state = hub.state(channel)
                .orElseThrow(() -> Problem.invalid(
                                ProblemCode.CHANNEL_UNKNOWN, "channel", channel.text(), "a channel that is in use")
                        .asException());
        var json = new JsonWriter();
        write(json, state);
        return Answer.json(200, json);
    }

    /** {@code GET /v1/channels}: 200 with a page of channels, by name. */
    public Answer list(Query query) {
        var page = PageRequest.of(query, ChannelName::new);
        return page.answer(
                "channels",
                hub.list(page.after(), page.prefix(), page.oneMore()),
                state -> state.channel().text(),
                ChannelApi::write);
    }

    /** {@code GET /v1/channels/{channel}/events}: an event stream, or lines of JSON. */
    public StreamPlan events(String rawChannel, Query query, RequestHead head) {
        ChannelName channel = channel(rawChannel);
        Transport transport = Accept.choose(head.header("Accept"));
        Optional<StreamPosition> after = Cursor.of(query, head).map(Cursor::position);
        WireForm form = transport == Transport.SSE ? WireForm.SSE : WireForm.NDJSON;
        return new StreamPlan(transport, form, List.of(new SubscribeRequest(channel, after)));
    }

    /** {@code GET /v1/events}: several channels on one stream. */
    public StreamPlan eventsOfMany(Query query, RequestHead head) {
        List<ChannelName> channels =
                query.all("channel").stream().map(ChannelName::new).distinct().toList();
        int max = limits.maxChannelsPerStream();
        if (channels.isEmpty()) {
            throw Problem.missing(ProblemCode.PARAMETER_MISSING, "channel", "1 to " + max + " channels")
                    .asException();
        }
        if (channels.size() > max) {
            throw Problem.invalid(ProblemCode.LIMIT_INVALID, "channel", channels.size() + " channels", "1 to " + max)
                    .asException();
        }
        Transport transport = Accept.choose(head.header("Accept"));
        Map<ChannelName, StreamPosition> after = Cursor.of(query, head)
                .map(cursor -> CompoundCursor.parse(cursor.source(), cursor.text(), channels))
                .orElse(Map.of());
        List<SubscribeRequest> requests = channels.stream()
                .map(channel -> new SubscribeRequest(channel, Optional.ofNullable(after.get(channel))))
                .toList();
        WireForm form = transport == Transport.SSE ? WireForm.SSE_WITHOUT_ID : WireForm.NDJSON;
        return new StreamPlan(transport, form, requests);
    }

    /** {@code GET /v1/channels/{channel}/ws}: the handshake is right, and this is what the socket will carry. */
    public StreamPlan webSocket(String rawChannel, Query query, RequestHead head) {
        ChannelName channel = channel(rawChannel);
        Optional<StreamPosition> after = query.one("after").map(text -> StreamPosition.parse("after", text));
        WireForm form = query.one("format").map(ChannelApi::format).orElse(WireForm.WEBSOCKET_RAW);
        Handshake.check(head::header);
        return new StreamPlan(Transport.WEBSOCKET, form, List.of(new SubscribeRequest(channel, after)));
    }

    /** Opens a stream: from now on the connection's lane delivers to it. */
    public Feed open(StreamPlan plan, Connection connection) {
        return hub.open(connection, plan.requests(), plan.form());
    }

    /** Publishes what a WebSocket client sent. */
    public CompletableFuture<Published> publish(StreamPlan plan, Payload payload) {
        return hub.publish(model, plan.requests().getFirst().channel(), payload, Optional.empty());
    }

    private static WireForm format(String format) {
        return switch (format) {
            case "raw" -> WireForm.WEBSOCKET_RAW;
            case "envelope" -> WireForm.WEBSOCKET_ENVELOPE;
            default ->
                throw Problem.invalid(ProblemCode.FORMAT_INVALID, "format", format, "raw or envelope")
                        .asException();
        };
    }

    private static ChannelName channel(String raw) {
        return new ChannelName(PercentEncoding.decode(raw, false));
    }

    private static Optional<IdempotencyKey> idempotencyKey(RequestHead head) {
        return head.header("Idempotency-Key").map(IdempotencyKey::new);
    }

    private void requireMessageSize(byte[] bytes) {
        if (bytes.length > limits.maxMessageBytes()) {
            throw Refusals.payloadTooLarge(limits.maxMessageBytes());
        }
    }

    private static Answer published(ChannelName channel, Published published) {
        var json = new JsonWriter().beginObject().field("channel", channel.text());
        writePosition(json, published.position());
        Map<String, String> replayed = published.replayed() ? Map.of("Idempotency-Replayed", "true") : Map.of();
        return Answer.json(201, json.endObject()).with(replayed);
    }

    private static Answer history(HistoryPage page) {
        var json = new JsonWriter(1024)
                .beginObject()
                .field("channel", page.channel().text());
        writePosition(json, page.position());
        json.field("recovered", page.recovered());
        json.array("messages", page.publications(), publication -> write(json, publication));
        return Answer.json(200, json.endObject());
    }

    private static void write(JsonWriter json, Publication publication) {
        json.beginObject();
        WireForm.writeFields(json, publication);
        json.endObject();
    }

    private static void write(JsonWriter json, ChannelState state) {
        json.beginObject().field("channel", state.channel().text());
        writePosition(json, state.position());
        json.field("history")
                .beginObject()
                .field("messages", state.historySize())
                .field("bytes", state.historyBytes())
                .endObject();
        json.field("subscribers").beginObject();
        state.subscribers().forEach((ofModel, counts) -> {
            json.field(ofModel.text()).beginObject();
            counts.forEach((transport, count) -> json.field(transport.text(), count));
            json.endObject();
        });
        json.endObject().endObject();
    }

    private static void writePosition(JsonWriter json, StreamPosition position) {
        json.field("epoch", position.epoch()).field("offset", position.offset());
    }

    private static Problem problemOf(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof ProblemException refused ? refused.problem() : Refusals.internalError();
    }
}
