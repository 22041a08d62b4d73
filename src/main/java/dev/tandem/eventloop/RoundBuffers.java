package dev.tandem.eventloop;

import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.WireForm;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The delivery that a loop is handing round, in direct memory, once for every wire form that a connection has asked for:
 * a thousand subscribers cost one copy into native memory and a thousand slices of it.
 *
 * <p>A lane gives one delivery to all its subscribers before it comes to the next, so one is enough. It is dropped when
 * the first subscriber flushes; the sockets' own references keep it until the last byte is written.
 *
 * <p>Confined to its loop.
 */
final class RoundBuffers {
    private static final int FRAMINGS = Framing.values().length;

    private final ByteBufAllocator allocator;
    private final @Nullable ByteBuf[] buffers = new @Nullable ByteBuf[WireForm.values().length * FRAMINGS];
    private @Nullable Delivery delivery;

    RoundBuffers(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** A reference to the shared bytes of a delivery, with indexes of its own; whoever takes it releases it. */
    ByteBuf share(Delivery shared, WireForm form, Framing framing) {
        if (delivery != shared) {
            clear();
            delivery = shared;
        }
        int index = form.ordinal() * FRAMINGS + framing.ordinal();
        ByteBuf buffer = buffers[index];
        if (buffer == null) {
            buffer = framing.frame(allocator, shared.encoded(form));
            buffers[index] = buffer;
        }
        return buffer.retainedDuplicate();
    }

    /** Forgets the delivery. */
    void clear() {
        if (delivery == null) {
            return;
        }
        delivery = null;
        for (int i = 0; i < buffers.length; i++) {
            ByteBuf buffer = buffers[i];
            if (buffer != null) {
                buffers[i] = null;
                buffer.release();
            }
        }
    }
}
