package dev.tandem.virtualthread;

import dev.tandem.core.channel.Delivery;
import dev.tandem.core.channel.DisconnectReason;
import dev.tandem.core.channel.Feed;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes to a connection: how the stream opens, what the client missed, then whatever the outbox
 * holds, as long as it lasts, and the farewell. All that has gathered in the outbox goes into one write.
 */
final class Writer implements Runnable {
    private static final Logger log = System.getLogger(Writer.class.getName());

    private final LongLivedConnection connection;
    private final Outbox<Object> outbox;
    private final Feed feed;
    private final ClientSocket socket;
    private final Batch batch;

    Writer(LongLivedConnection connection, Outbox<Object> outbox, Feed feed, ClientSocket socket) {
        this.connection = connection;
        this.outbox = outbox;
        this.feed = feed;
        this.socket = socket;
        this.batch = new Batch(connection.isChunked());
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                goOn();
                // Unless it has ended otherwise, there is nothing more to come.
                connection.disconnect(DisconnectReason.COMPLETED);
            }
            sayGoodbye();
        } catch (IOException clientLeft) {
            connection.disconnect(DisconnectReason.CLIENT_CLOSED);
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "A connection could not be written to", e);
            connection.disconnect(DisconnectReason.INTERNAL_ERROR);
        } finally {
            if (connection.isCut()) {
                socket.free();
            } else {
                socket.shut();
            }
        }
    }

    /** Returns {@code false} if the connection ended before the client had all that it missed. */
    private boolean begin() throws IOException {
        Queue<Delivery> missed = new ArrayDeque<>(feed.replay());
        if (feed.hasGap() && connection.endsAtGap()) {
            connection.disconnect(DisconnectReason.GAP);
            return false;
        }
        batch.add(feed.opening());
        // Taken one by one, so that what has been written, and its wire form, is garbage.
        for (Delivery delivery = missed.poll(); delivery != null; delivery = missed.poll()) {
            batch.add(feed.prefix(delivery));
            batch.add(feed.encode(delivery));
            if (batch.isFull()) {
                write();
            }
            if (connection.isEnded()) {
                return false;
            }
        }
        write();
        return true;
    }

    private void goOn() throws IOException {
        while (outbox.await() && !connection.isCut()) {
            takeAll();
        }
    }

    private void takeAll() throws IOException {
        int size = 0;
        Object item = outbox.poll();
        while (item != null) {
            size += outbox.lastSize();
            add(item);
            @Nullable Object next = outbox.poll();
            if (next == null || batch.isFull()) {
                write();
                outbox.done(size);
                size = 0;
            }
            item = next;
        }
    }

    private void add(Object item) {
        if (item instanceof Delivery delivery) {
            batch.add(feed.prefix(delivery));
            batch.add(feed.encode(delivery));
            batch.add(delivery.publication());
        } else {
            batch.add((byte[]) item);
        }
    }

    private void write() throws IOException {
        if (!batch.isEmpty()) {
            write(batch.toBuffer());
            connection.written(batch.publications());
            batch.clear();
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (connection.isCut()) {
                throw new IOException("cut");
            }
            if (!socket.offer(bytes)) {
                connection.blocked();
                socket.write(bytes);
                connection.unblocked();
            }
        }
    }

    private void sayGoodbye() throws IOException {
        byte[] farewell = connection.farewell();
        if (!connection.isCut() && farewell.length > 0) {
            write(ByteBuffer.wrap(farewell));
        }
    }
}
