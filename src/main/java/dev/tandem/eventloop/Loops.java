package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.channel.Hub;
import dev.tandem.metrics.EventLoopLag;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import reactor.netty.resources.LoopResources;

/** The loops of this model. Immutable once made, so that any thread may look one up. */
final class Loops {
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Map<EventLoop, Loop> loops = new HashMap<>();

    Loops(LoopResources resources, Hub hub, EventLoopLag lag) {
        for (EventExecutor executor : resources.onServer(LoopResources.DEFAULT_NATIVE)) {
            EventLoop loop = (EventLoop) executor;
            loops.put(
                    loop,
                    new Loop(loop, hub.newLane(Model.EVENT_LOOP, loop), new RoundBuffers(ByteBufAllocator.DEFAULT)));
            probe(loop, lag);
        }
    }

    Loop of(Channel channel) {
        Loop loop = loops.get(channel.eventLoop());
        if (loop == null) {
            throw new IllegalStateException("channel: " + channel + " (expected: one of this server's)");
        }
        return loop;
    }

    private static void probe(EventLoop loop, EventLoopLag lag) {
        long due = System.nanoTime() + PROBE_NANOS;
        var _ = loop.schedule(
                () -> {
                    lag.record(Math.max(0, System.nanoTime() - due));
                    probe(loop, lag);
                },
                PROBE_NANOS,
                TimeUnit.NANOSECONDS);
    }
}
