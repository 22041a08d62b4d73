package dev.tandem.virtualthread;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * The socket of a connection that has left HTTP behind, read and written in blocking style.
 *
 * <p>Both directions go to the channel first and to Tomcat's blocking read and write, which wait for its poller, only when
 * the channel has nothing or takes nothing: the buffers between Tomcat and the channel can then be as small as an idle
 * connection deserves, and a large message does not pass through them piece by piece.
 *
 * <p>One thread may read and another write. The methods that end it may be called by any thread; an interrupt would
 * not end it, as Tomcat ignores that.
 */
final class ClientSocket {
    private static final int MAX_WRITE = 64 * 1024;

    /** As many reads as Netty makes before it turns to the next channel. */
    private static final int TURNS_IN_A_ROW = 16;

    private final SocketWrapperBase<?> socket;
    private final SocketChannel channel;

    ClientSocket(SocketWrapperBase<?> socket) {
        this.socket = socket;
        this.channel = nio().getIOChannel();
    }

    /** Whether bytes have arrived; throws {@link EOFException} if none ever will. */
    boolean hasInput() throws IOException {
        return socket.isReadyForRead();
    }

    /** Fills the buffer, waiting for as long as it takes; throws {@link EOFException} if the client leaves first. */
    void read(ByteBuffer to) throws IOException {
        int end = to.limit();
        while (to.hasRemaining()) {
            requireInput(socket.read(true, to));
            to.limit(end);
            // What Tomcat had buffered has been taken, or the buffer is full.
            boolean more = true;
            while (more && to.hasRemaining()) {
                more = requireInput(nio().read(to)) > 0;
            }
        }
    }

    /** Reads what has arrived, and forgets it. */
    void discardInput() throws IOException {
        ByteBuffer nowhere = ByteBuffer.allocate(1024);
        for (int reads = 1; requireInput(socket.read(false, nowhere)) > 0; reads++) {
            nowhere.clear();
            giveWay(reads);
        }
    }

    /**
     * A virtual thread keeps its carrier until it waits, which a reader does not do while its client goes on sending. Yielding
     * would not be enough: a carrier looks at what others have started when it has nothing of its own to do, and two readers
     * that yield to each other are always something.
     */
    static void giveWay(int turns) {
        if (turns % TURNS_IN_A_ROW == 0) {
            LockSupport.parkNanos(1);
        }
    }

    /** Writes as many of the bytes as the client takes at once, which may be none. */
    boolean offer(ByteBuffer from) throws IOException {
        int end = from.limit();
        from.limit(from.position() + Math.min(from.remaining(), MAX_WRITE));
        int written = nio().write(from);
        from.limit(end);
        return written > 0;
    }

    /** Writes some of the bytes; waits until the client takes them. */
    void write(ByteBuffer from) throws IOException {
        int end = from.limit();
        int atOnce =
                Math.max(1, socket.getSocketBufferHandler().getWriteBuffer().capacity());
        from.limit(from.position() + Math.min(from.remaining(), atOnce));
        socket.write(true, from);
        socket.flush(true);
        from.limit(end);
    }

    /** Says that nothing more will be written; what has been written still arrives. */
    void shut() {
        quietly(channel::shutdownOutput);
    }

    /** Ends both directions, which frees whoever reads or writes; what has been written still arrives. */
    void free() {
        quietly(channel::shutdownOutput);
        quietly(channel::shutdownInput);
    }

    /** Ends both directions; what the client has not taken by now is thrown away. */
    void abort() {
        quietly(() -> channel.setOption(StandardSocketOptions.SO_LINGER, 0));
        free();
    }

    private interface Closing {
        SocketChannel run() throws IOException;
    }

    private static void quietly(Closing closing) {
        try {
            closing.run();
        } catch (IOException closedAlready) {
            // Which is what was wanted.
        }
    }

    private static int requireInput(int read) throws EOFException {
        if (read < 0) {
            throw new EOFException();
        }
        return read;
    }

    /** Not kept: once Tomcat has closed the socket it puts a closed channel here. */
    private NioChannel nio() {
        return (NioChannel) socket.getSocket();
    }
}
