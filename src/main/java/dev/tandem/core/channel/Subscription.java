package dev.tandem.core.channel;

/** One subscriber's place in one channel. Thread-safe; cancelling twice is harmless. */
final class Subscription {
    private final Group group;
    private final Subscriber subscriber;
    private final Transport transport;

    /** Where it stands among the group's members, or -1; confined to the lane. */
    int index = -1;

    /** Guarded by the channel's lock. */
    boolean cancelled;

    Subscription(Group group, Subscriber subscriber, Transport transport) {
        this.group = group;
        this.subscriber = subscriber;
        this.transport = transport;
    }

    Group group() {
        return group;
    }

    Subscriber subscriber() {
        return subscriber;
    }

    Transport transport() {
        return transport;
    }

    /** Nothing that is published from now on reaches the subscriber; what is on its lane already still may. */
    void cancel() {
        group.channel().leave(this);
    }
}
