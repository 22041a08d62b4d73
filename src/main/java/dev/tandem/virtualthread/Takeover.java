package dev.tandem.virtualthread;

import dev.tandem.core.channel.Feed;
import jakarta.servlet.http.WebConnection;
import java.util.Objects;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket passes from Tomcat's HTTP to a connection of ours: the door that Tomcat's own WebSocket uses.
 *
 * <p>It serves event streams as well. Once the head of a response has been sent, nothing of HTTP but the framing of its
 * body is needed for the hours that the stream may last; Tomcat's processor, request and response with their buffers go
 * back to work for others. That is 100 KB for each stream, which its own parked thread is but a fiftieth of.
 *
 * <p>Public, with a constructor without arguments, because Tomcat makes it.
 */
public final class Takeover implements InternalHttpUpgradeHandler {
    private @Nullable LongLivedConnection connection;
    private @Nullable Feed feed;
    private @Nullable Runnable onClosed;
    private @Nullable ClientSocket socket;

    /** What takes the socket, to be told before the request's thread returns to Tomcat. */
    void hand(LongLivedConnection to, Feed opened, Runnable whenClosed) {
        connection = to;
        feed = opened;
        onClosed = whenClosed;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = new ClientSocket(wrapper);
    }

    @Override
    public void init(WebConnection unused) {
        connection().open(Objects.requireNonNull(feed), Objects.requireNonNull(socket));
        feed = null;
    }

    /** Called with the socket's lock held, so by one thread at a time. */
    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        return switch (event) {
            case OPEN_READ ->
                connection().readable(Objects.requireNonNull(socket)) ? SocketState.UPGRADED : SocketState.CLOSED;
            case OPEN_WRITE -> SocketState.UPGRADED;
            case STOP, TIMEOUT, DISCONNECT, ERROR, CONNECT_FAIL -> {
                connection().finish();
                yield SocketState.CLOSED;
            }
        };
    }

    @Override
    public void destroy() {
        connection().closed();
        Objects.requireNonNull(onClosed).run();
    }

    private LongLivedConnection connection() {
        return Objects.requireNonNull(connection);
    }

    @Override
    public void timeoutAsync(long now) {}

    @Override
    public void setSslSupport(SSLSupport sslSupport) {}

    @Override
    public void pause() {}
}
