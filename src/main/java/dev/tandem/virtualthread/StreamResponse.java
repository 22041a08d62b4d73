package dev.tandem.virtualthread;

import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.websocket.Handshake;
import dev.tandem.routing.Route;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A stream that has been opened: writes the head of the response and has the connection take the socket over.
 *
 * <p>The head is written at once, so that a client that has gone is found here and not in a place that tells nobody.
 */
final class StreamResponse implements ServerResponse {
    private final Call call;
    private final LongLivedConnection connection;
    private final Feed feed;
    private final OpenStreams open;
    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private StreamResponse(Call call, LongLivedConnection connection, Feed feed, OpenStreams open) {
        this.call = call;
        this.connection = connection;
        this.feed = feed;
        this.open = open;
        status = connection.transport() == Transport.WEBSOCKET ? 101 : 200;
        headers.putAll(call.headers());
    }

    /**
     * Opens an event stream, or lines of JSON.
     *
     * @param open has the connection join what the plan says
     * @throws dev.tandem.core.problem.ProblemException if it may not
     */
    static StreamResponse ofEvents(
            Call call, StreamPlan plan, BiFunction<StreamPlan, Connection, Feed> open, Streams streams) {
        boolean chunked = call.request().getProtocol().equals("HTTP/1.1");
        var connection = new EventStream(streams, plan, chunked);
        Feed feed = open.apply(plan, connection);
        var response = new StreamResponse(call, connection, feed, streams.open());
        // Without chunks the body ends with the connection (RFC 9112, 6.3).
        response.headers.put(chunked ? "Transfer-Encoding" : "Connection", chunked ? "chunked" : "close");
        response.headers.put("Content-Type", plan.contentType());
        response.headers.put("Cache-Control", "no-store");
        response.headers.put("X-Accel-Buffering", "no");
        response.headers.put("Tandem-Position", feed.start());
        return response;
    }

    /** @throws dev.tandem.core.problem.ProblemException if the hub has no room */
    static StreamResponse ofWebSocket(Call call, StreamPlan plan, ChannelApi api, Streams streams) {
        var connection = new WebSocketConnection(streams, plan, api);
        Feed feed = api.open(plan, connection);
        var response = new StreamResponse(call, connection, feed, streams.open());
        response.headers.put("Upgrade", "websocket");
        response.headers.put("Connection", "upgrade");
        response.headers.put(
                "Sec-WebSocket-Accept",
                Handshake.accept(call.head().header("Sec-WebSocket-Key").orElseThrow()));
        return response;
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws ServletException, IOException {
        var ended = new Ended(open, call.timer(), call.route(), status);
        open.opened();
        try {
            if (!HttpConnection.of(request).begin(status, headers)) {
                connection.disconnect(DisconnectReason.CLIENT_CLOSED);
                ended.run();
                return null;
            }
            request.upgrade(Takeover.class).hand(connection, feed, ended);
        } catch (IOException | ServletException | RuntimeException e) {
            connection.disconnect(DisconnectReason.CLIENT_CLOSED);
            ended.run();
            throw e;
        }
        if (open.isDraining()) {
            connection.disconnect(DisconnectReason.SHUTDOWN);
        }
        return null;
    }

    /** Kept for as long as the stream lasts, so it must not hold on to the request. */
    private record Ended(OpenStreams open, RequestTimer timer, Route route, int status) implements Runnable {
        @Override
        public void run() {
            open.closed();
            timer.ended(Optional.of(route), status);
        }
    }

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(status);
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders all = new HttpHeaders();
        headers.forEach(all::set);
        return all;
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return new LinkedMultiValueMap<>();
    }
}
