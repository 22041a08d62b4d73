package dev.tandem.contract;

import dev.tandem.core.Model;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.channel.Transport;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what the hub tells its listener, and passes it on. */
final class HubRecorder implements HubListener {
    private final HubListener next;
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong subscriptions = new AtomicLong();
    private final List<Disconnect> disconnects = new CopyOnWriteArrayList<>();
    private final Queue<Long> latenciesNanos = new ConcurrentLinkedQueue<>();

    record Disconnect(Model model, Transport transport, DisconnectReason reason) {}

    HubRecorder(HubListener next) {
        this.next = next;
    }

    /** Those that have been opened and not closed. */
    long connections() {
        return connections.get();
    }

    long subscriptions() {
        return subscriptions.get();
    }

    List<Disconnect> disconnects() {
        return disconnects;
    }

    /** Of every delivery since a test has cleared them. */
    Queue<Long> latenciesNanos() {
        return latenciesNanos;
    }

    @Override
    public void published(Model model) {
        next.published(model);
    }

    @Override
    public void delivered(Model model, Transport transport, long latencyNanos) {
        latenciesNanos.add(latencyNanos);
        next.delivered(model, transport, latencyNanos);
    }

    @Override
    public void connectionOpened(Model model, Transport transport) {
        connections.incrementAndGet();
        next.connectionOpened(model, transport);
    }

    @Override
    public void connectionClosed(Model model, Transport transport) {
        connections.decrementAndGet();
        next.connectionClosed(model, transport);
    }

    @Override
    public void disconnected(Model model, Transport transport, DisconnectReason reason) {
        disconnects.add(new Disconnect(model, transport, reason));
        next.disconnected(model, transport, reason);
    }

    @Override
    public void subscribed(Model model, Transport transport) {
        subscriptions.incrementAndGet();
        next.subscribed(model, transport);
    }

    @Override
    public void unsubscribed(Model model, Transport transport) {
        subscriptions.decrementAndGet();
        next.unsubscribed(model, transport);
    }
}
