package dev.tandem.core.channel;

import static dev.tandem.core.channel.HubFixture.textOf;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes down what happens to it. */
final class RecordingConnection extends Connection {
    final List<String> events = new ArrayList<>();
    final List<DisconnectReason> terminations = new ArrayList<>();
    boolean faulty;
    long stalledNanos;
    long outboxBytes;
    boolean beatWaiting;

    @Nullable
    Feed feed;

    RecordingConnection(Hub hub, Lane lane, Transport transport) {
        super(hub, lane, transport);
    }

    RecordingConnection(Hub hub, Lane lane) {
        this(hub, lane, Transport.SSE);
    }

    Feed opened() {
        if (feed == null) {
            throw new IllegalStateException("not opened");
        }
        return feed;
    }

    /** The replay, then what came live. */
    List<String> seen() {
        return Stream.concat(
                        opened().replay().stream().map(delivery -> textOf(delivery.publication())),
                        events.stream()
                                .filter(event ->
                                        !List.of("flush", "beat", "complete").contains(event)))
                .toList();
    }

    long beats() {
        return events.stream().filter("beat"::equals).count();
    }

    @Override
    protected void deliver(Delivery delivery) {
        if (faulty) {
            throw new IllegalStateException("a fault for the test");
        }
        events.add(textOf(delivery.publication()));
    }

    @Override
    protected void flush() {
        events.add("flush");
    }

    @Override
    protected void beat() {
        events.add("beat");
    }

    @Override
    protected boolean isBeatWaiting() {
        return beatWaiting;
    }

    @Override
    protected long outboxBytes() {
        return outboxBytes;
    }

    @Override
    protected long stalledNanos(long nowNanos) {
        return stalledNanos;
    }

    @Override
    protected void endWhenWritten() {
        events.add("complete");
        disconnect(DisconnectReason.COMPLETED);
    }

    @Override
    protected void terminate(DisconnectReason reason) {
        terminations.add(reason);
    }
}
