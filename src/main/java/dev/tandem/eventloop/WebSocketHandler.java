package dev.tandem.eventloop;

import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.json.Utf8;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.ProblemException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** What a WebSocket client says: its messages are published, and its control frames answered. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // A write or close that fails ends the channel, and the handler hears of that.
final class WebSocketHandler extends ChannelInboundHandlerAdapter {
    private static final Logger log = System.getLogger(WebSocketHandler.class.getName());

    /** RFC 6455, 7.4.2. */
    private static final int MAX_CLOSE_CODE = 4999;

    private final ChannelApi api;
    private final StreamPlan plan;
    private final WebSocketConnection connection;

    private @Nullable ByteArrayOutputStream fragments;
    private boolean text;

    WebSocketHandler(ChannelApi api, StreamPlan plan, WebSocketConnection connection) {
        this.api = api;
        this.plan = plan;
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                connection.heard();
                accept(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void accept(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            end(close.statusCode());
        } else if (!connection.isClosing()) {
            switch (frame) {
                case PingWebSocketFrame ping -> connection.pong(ping.content());
                case TextWebSocketFrame first -> begin(first, true);
                case BinaryWebSocketFrame first -> begin(first, false);
                case ContinuationWebSocketFrame next -> append(next);
                default -> {
                    // A pong; that the client was heard is all there is to it.
                }
            }
        }
    }

    /** A code that is not for a close frame to carry breaks the protocol; Netty does not know where they end. */
    private void end(int code) {
        if (code <= MAX_CLOSE_CODE) {
            connection.closedByClient(code);
        } else {
            connection.disconnect(DisconnectReason.PROTOCOL_ERROR);
        }
    }

    private void begin(WebSocketFrame first, boolean isText) {
        text = isText;
        if (first.isFinalFragment()) {
            publish(ByteBufUtil.getBytes(first.content()));
        } else {
            fragments = new ByteArrayOutputStream();
            append(first);
        }
    }

    private void append(WebSocketFrame next) {
        if (fragments == null) {
            return;
        }
        ByteBuf content = next.content();
        if (fragments.size() + content.readableBytes() > api.limits().maxMessageBytes()) {
            fragments = null;
            connection.disconnect(DisconnectReason.MESSAGE_TOO_LARGE);
            return;
        }
        fragments.writeBytes(ByteBufUtil.getBytes(content));
        if (next.isFinalFragment()) {
            byte[] whole = fragments.toByteArray();
            fragments = null;
            publish(whole);
        }
    }

    private void publish(byte[] message) {
        if (text && !Utf8.isValid(message)) {
            connection.disconnect(DisconnectReason.INVALID_TEXT);
            return;
        }
        Payload payload = text ? Payload.ofText(message) : Payload.ofBinary(message);
        var _ = api.publish(plan, payload).whenComplete((published, failure) -> {
            if (failure != null) {
                fail(failure);
            }
        });
    }

    private void fail(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof ProblemException) {
            connection.disconnect(DisconnectReason.PUBLISH_REFUSED);
        } else {
            log.log(Level.ERROR, "A message of a WebSocket could not be published", cause);
            connection.disconnect(DisconnectReason.INTERNAL_ERROR);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.resume();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connection.gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException corrupted ->
                connection.disconnect(reason(corrupted.closeStatus().code()));
            case IOException gone -> ctx.close();
            default -> {
                log.log(Level.ERROR, "A WebSocket failed", cause);
                connection.disconnect(DisconnectReason.INTERNAL_ERROR);
            }
        }
    }

    private static DisconnectReason reason(int closeCode) {
        if (closeCode == WebSocketCloseStatus.MESSAGE_TOO_BIG.code()) {
            return DisconnectReason.MESSAGE_TOO_LARGE;
        }
        if (closeCode == WebSocketCloseStatus.INVALID_PAYLOAD_DATA.code()) {
            return DisconnectReason.INVALID_TEXT;
        }
        return DisconnectReason.PROTOCOL_ERROR;
    }
}
