package dev.tandem.core.channel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One publication on its way to the subscribers of one channel, with the wire forms made for it so far. Every lane gets
 * the same object; it is garbage when the last connection has written it, so that the history holds payloads alone.
 *
 * <p>Thread-safe. Two lanes that need the same form at the same moment may both make it: the loser's copy is dropped,
 * which is cheaper than a lock that an event loop would have to wait for.
 */
public final class Delivery {
    private static final WireForm[] FORMS = WireForm.values();

    private final ChannelName channel;
    private final String epoch;
    private final Publication publication;
    private final AtomicReferenceArray<byte[]> encoded = new AtomicReferenceArray<>(FORMS.length);

    Delivery(ChannelName channel, String epoch, Publication publication) {
        this.channel = channel;
        this.epoch = epoch;
        this.publication = publication;
    }

    public ChannelName channel() {
        return channel;
    }

    /** Where the publication stands. */
    public StreamPosition position() {
        return new StreamPosition(epoch, publication.offset());
    }

    public Publication publication() {
        return publication;
    }

    /** The wire form, made on first use; shared, and not to be changed. */
    public byte[] encoded(WireForm form) {
        byte[] bytes = encoded.get(form.ordinal());
        if (bytes == null) {
            byte[] made = form.encode(channel, epoch, publication);
            byte[] other = encoded.compareAndExchange(form.ordinal(), null, made);
            bytes = other == null ? made : other;
        }
        return bytes;
    }
}
