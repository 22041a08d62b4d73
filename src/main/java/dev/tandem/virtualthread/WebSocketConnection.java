package dev.tandem.virtualthread;

import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.WireForm;
import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.websocket.Frame;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;

/** A WebSocket whose handshake is done. */
final class WebSocketConnection extends LongLivedConnection {
    private static final Logger log = System.getLogger(WebSocketConnection.class.getName());
    private static final byte[] NOTHING = {};

    private final ChannelApi api;
    private final MessageReader messages;

    /** What answers the client's close frame; nothing before there was one. */
    private volatile byte[] answerToClose = NOTHING;

    WebSocketConnection(Streams streams, StreamPlan plan, ChannelApi api) {
        super(streams, plan);
        this.api = api;
        this.messages = new MessageReader(api.limits().maxMessageBytes());
    }

    @Override
    boolean isChunked() {
        return false;
    }

    /** A raw socket has no other way to tell of a gap. */
    @Override
    boolean endsAtGap() {
        return plan().form() == WireForm.WEBSOCKET_RAW;
    }

    @Override
    void read(ClientSocket from) throws IOException {
        try {
            for (int frames = 1; !isEnded() && from.hasInput(); frames++) {
                Incoming incoming = messages.next(from);
                heard();
                handle(incoming);
                ClientSocket.giveWay(frames);
            }
        } catch (ProtocolViolation e) {
            log.log(Level.DEBUG, "A WebSocket client was cut: {0}", e.getMessage());
            disconnect(e.reason());
        }
    }

    private void handle(Incoming incoming) {
        switch (incoming) {
            case Incoming.Text(byte[] utf8) -> publish(Payload.ofText(utf8));
            case Incoming.Binary(byte[] bytes) -> publish(Payload.ofBinary(bytes));
            case Incoming.Ping(byte[] bytes) -> send(Frame.of(Frame.PONG, bytes));
            case Incoming.Close(byte[] code) -> {
                answerToClose = Frame.of(Frame.CLOSE, code);
                disconnect(DisconnectReason.CLIENT_CLOSED);
            }
            case Incoming.Pong() -> {
                // It was heard of; a pong says no more.
            }
            case Incoming.Fragment() -> {
                // The message is still to be completed.
            }
        }
    }

    private void publish(Payload payload) {
        try {
            api.publish(plan(), payload).join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof ProblemException refused)) {
                throw e;
            }
            log.log(Level.DEBUG, "A message was refused: {0}", refused.getMessage());
            disconnect(DisconnectReason.PUBLISH_REFUSED);
        }
    }

    @Override
    byte[] farewell(DisconnectReason reason) {
        return reason == DisconnectReason.CLIENT_CLOSED
                ? answerToClose
                : Frame.close(reason.closeCode(), reason.code());
    }
}
