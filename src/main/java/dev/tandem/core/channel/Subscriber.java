package dev.tandem.core.channel;

/**
 * Something that takes publications. Every method is called on its {@link Lane} alone, and none may block.
 */
abstract class Subscriber {
    /** Whether this subscriber is on its lane's list of those to flush; confined to the lane. */
    boolean touched;

    /** Takes one publication; in the channel's order, each once. */
    protected abstract void deliver(Delivery delivery);

    /** One of its channels has had its last publication, which has been delivered. */
    protected abstract void complete();

    /** Called once after one or more deliveries: time to write what they left. */
    protected abstract void flush();

    /** A fault of the server kept a publication from this subscriber, which must therefore end. */
    protected abstract void fail();
}
