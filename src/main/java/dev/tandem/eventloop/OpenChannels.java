package dev.tandem.eventloop;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.springframework.context.SmartLifecycle;

/**
 * The connections on the loops, from clients and to the upstream. Closes what is left of them before the loops end.
 *
 * <p>Netty's loops do so themselves, but not always: a loop looks whether it is to end in the midst of a turn, and closes
 * its channels if so, and once more at the end of the turn; if it is told in between, and need not be quiet for a while
 * first, it is gone, and the channels stay as they are (4.2.18, {@code SingleThreadIoEventLoop.run}). Reactor Netty gives
 * each loop something to do just before it tells it, so that this happens often.
 *
 * <p>Thread-safe. A channel that comes too late is closed at once, so nothing begins any more what would be left over.
 */
final class OpenChannels implements SmartLifecycle {
    /** After the server, which waits for its requests, and before the loops, whose phase is 0. */
    private static final int PHASE = 1;

    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
    private volatile boolean running;

    void add(Channel channel) {
        channels.add(channel);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public void stop(Runnable callback) {
        running = false;
        channels.close().addListener(closed -> callback.run());
    }

    /** Until it begins to close them: what is closed before that was closed by somebody else. */
    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
