package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.Lane;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The lanes of this model, one for each carrier; each of their rounds is a virtual thread. */
final class Lanes {
    private final List<Lane> lanes;
    private final AtomicInteger next = new AtomicInteger();

    Lanes(Hub hub, VirtualThreads threads) {
        lanes = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> hub.newLane(Model.VIRTUAL_THREAD, threads))
                .toList();
    }

    /** The lane for one more connection. */
    Lane next() {
        return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size()));
    }
}
