package dev.tandem.eventloop;

import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.WireForm;
import dev.tandem.core.websocket.Frame;
import dev.tandem.routing.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.util.Optional;
import org.springframework.http.HttpStatus;

/**
 * A WebSocket whose handshake is done. It owns its channel: nothing of HTTP is left in the pipeline.
 *
 * <p>A close is a conversation (RFC 6455, 7.1): whoever begins it waits for the other's close frame, and the server is the
 * one to close the TCP connection. Where the peer broke the protocol there is nothing more to understand from it, so we
 * shut our half and wait for it to go: closing at once, with its bytes unread, would reset the connection, and the reset
 * could overtake the close frame.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // A write or close that fails ends the channel, and the handler hears of that.
final class WebSocketConnection extends NettyConnection {
    private static final byte[] NOTHING = {};

    private final Streams streams;
    private final long openedNanos;
    private final boolean cutAtGap;
    private byte[] answerToClose = NOTHING;
    private boolean closing;

    WebSocketConnection(Streams streams, Channel channel, StreamPlan plan) {
        super(streams, channel, plan.transport(), plan.form(), Framing.NONE);
        this.streams = streams;
        openedNanos = streams.ticker().nanoTime();
        cutAtGap = plan.form() == WireForm.WEBSOCKET_RAW;
    }

    /** Begins to write; a raw socket cannot tell of a gap, so it is closed instead. */
    void open(ChannelHandlerContext from, Feed feed) {
        streams.sockets().opened();
        attach(from);
        if (cutAtGap && feed.hasGap()) {
            disconnect(DisconnectReason.GAP);
        } else {
            start(feed);
        }
    }

    /** Whether a close frame has been sent; what the client says besides its own is then of no interest. */
    boolean isClosing() {
        return closing;
    }

    void pong(ByteBuf payload) {
        send(Frame.of(Frame.PONG, ByteBufUtil.getBytes(payload)));
    }

    /** The client sent a close frame: answers with the same code, unless it is the answer to ours. */
    void closedByClient(int code) {
        if (closing) {
            channel().close();
            return;
        }
        answerToClose = code < 0 ? Frame.of(Frame.CLOSE, NOTHING) : Frame.close(code, "");
        disconnect(DisconnectReason.CLIENT_CLOSED);
    }

    /** The TCP connection is gone. */
    void gone() {
        streams.sockets().closed();
        disconnect(DisconnectReason.CLIENT_CLOSED);
        streams.metrics()
                .record(
                        Optional.of(Route.WEBSOCKET),
                        HttpStatus.SWITCHING_PROTOCOLS.value(),
                        streams.ticker().nanoTime() - openedNanos);
    }

    @Override
    void close(DisconnectReason reason) {
        closing = true;
        closeAfterTimeout();
        switch (reason) {
            case CLIENT_CLOSED ->
                writeLast(Unpooled.wrappedBuffer(answerToClose)).addListener(ChannelFutureListener.CLOSE);
            case PROTOCOL_ERROR, INVALID_TEXT, MESSAGE_TOO_LARGE ->
                writeLast(closeFrame(reason)).addListener(written -> ((DuplexChannel) channel()).shutdownOutput());
            default -> writeLast(closeFrame(reason));
        }
    }

    private static ByteBuf closeFrame(DisconnectReason reason) {
        return Unpooled.wrappedBuffer(Frame.close(reason.closeCode(), reason.code()));
    }

    @Override
    byte[] prefix(Delivery delivery) {
        return NOTHING;
    }
}
