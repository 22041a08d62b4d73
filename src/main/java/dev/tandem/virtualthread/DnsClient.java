package dev.tandem.virtualthread;

import dev.tandem.core.Ticker;
import dev.tandem.core.work.DnsAnswers;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/**
 * Asks name servers (RFC 1035, 4.2), one after another until one can answer: over UDP from a port of the system's choice,
 * and again over TCP where the answer did not fit. The messages are dnsjava's; the sockets are ours, as its own belong to
 * a thread of its own, and stay open when the thread that asks is interrupted.
 *
 * <p>What comes with another number, or with another question, is no answer to this one, and is waited past: anybody can
 * send a datagram.
 */
final class DnsClient {
    /** More than a server sends that has not been told that it may (RFC 1035, 4.2.1). */
    private static final int MAX_DATAGRAM = 4096;

    private static final int LENGTH_BYTES = 2;

    private final List<InetSocketAddress> servers;
    private final Ticker ticker;

    DnsClient(List<InetSocketAddress> servers, Ticker ticker) {
        this.servers = servers;
        this.ticker = ticker;
    }

    /** Nobody has answered in time, or at all. */
    static final class SilentException extends IOException {
        SilentException(String server, IOException cause) {
            super(server, cause);
        }
    }

    /** The server has answered, but to no use. */
    static final class FailedException extends IOException {
        FailedException(String message) {
            super(message);
        }
    }

    /** Messages as they come in. */
    @FunctionalInterface
    private interface Incoming {
        byte[] next() throws IOException;
    }

    /**
     * An answer: one that has records, or says that there are none ({@code NOERROR}), or not even the name
     * ({@code NXDOMAIN}).
     *
     * @param timeout for each server, over UDP and TCP together
     * @throws SilentException the last server did not answer
     * @throws FailedException it did, but to no use
     */
    Message ask(Name name, int type, Duration timeout) throws SilentException, FailedException, InterruptedException {
        for (InetSocketAddress server : servers.subList(0, servers.size() - 1)) {
            try {
                return ask(server, name, type, timeout);
            } catch (SilentException | FailedException e) {
                // The next one may know.
            }
        }
        return ask(servers.getLast(), name, type, timeout);
    }

    private Message ask(InetSocketAddress server, Name name, int type, Duration timeout)
            throws SilentException, FailedException, InterruptedException {
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        try (var sockets = new Sockets();
                var deadline = Deadline.in(ticker, timeout, sockets::close)) {
            Message answer = overUdp(sockets.open(new DatagramSocket()), server, query);
            if (answer.getHeader().getFlag(Flags.TC)) {
                answer = overTcp(sockets.open(new Socket()), server, query, deadline);
            }
            if (!DnsAnswers.isAnswer(answer.getRcode())) {
                throw new FailedException(Rcode.string(answer.getRcode()));
            }
            return answer;
        } catch (FailedException e) {
            throw e;
        } catch (IOException e) {
            // The deadline or an interrupt has closed the socket, or nobody can be reached.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new SilentException(server.toString(), e);
        }
    }

    private static Message overUdp(DatagramSocket socket, InetSocketAddress server, Message query)
            throws IOException, InterruptedException {
        socket.connect(server);
        byte[] question = query.toWire();
        socket.send(new DatagramPacket(question, question.length));
        byte[] buffer = new byte[MAX_DATAGRAM];
        return answer(query, () -> {
            var datagram = new DatagramPacket(buffer, buffer.length);
            socket.receive(datagram);
            return Arrays.copyOf(buffer, datagram.getLength());
        });
    }

    private static Message overTcp(Socket socket, InetSocketAddress server, Message query, Deadline deadline)
            throws IOException, InterruptedException {
        try {
            return overTcp(socket, server, query);
        } catch (IOException e) {
            if (deadline.isOver() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            throw new FailedException("The whole answer could not be had over TCP");
        }
    }

    /** Each message follows its length (RFC 1035, 4.2.2). */
    private static Message overTcp(Socket socket, InetSocketAddress server, Message query)
            throws IOException, InterruptedException {
        socket.connect(server);
        byte[] question = query.toWire();
        ByteBuffer message = ByteBuffer.allocate(LENGTH_BYTES + question.length);
        message.putShort((short) question.length).put(question);
        socket.getOutputStream().write(message.array());
        var in = new DataInputStream(socket.getInputStream());
        return answer(query, () -> {
            byte[] incoming = new byte[in.readUnsignedShort()];
            in.readFully(incoming);
            return incoming;
        });
    }

    /** All sockets of one question to one server, which its deadline closes, whichever is in use by then. */
    private static final class Sockets implements AutoCloseable {
        private final List<Closeable> open = new ArrayList<>(2);
        private boolean closed;

        synchronized <S extends Closeable> S open(S socket) throws IOException {
            open.add(socket);
            if (closed) {
                socket.close();
                throw new SocketException("The time is over");
            }
            return socket;
        }

        @Override
        public synchronized void close() {
            closed = true;
            for (Closeable socket : open) {
                try {
                    socket.close();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static Message answer(Message query, Incoming incoming) throws IOException, InterruptedException {
        while (true) {
            Optional<Message> answer = answer(query, incoming.next());
            if (answer.isPresent()) {
                return answer.get();
            }
            // What need not be waited for does not notice.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Empty if it is none to this query. */
    private static Optional<Message> answer(Message query, byte[] bytes) throws FailedException {
        if (bytes.length < Header.LENGTH
                || ByteBuffer.wrap(bytes).getChar() != query.getHeader().getID()) {
            return Optional.empty();
        }
        try {
            Message message = new Message(bytes);
            boolean answers =
                    message.getHeader().getFlag(Flags.QR) && query.getQuestion().equals(message.getQuestion());
            return answers ? Optional.of(message) : Optional.empty();
        } catch (IOException malformed) {
            throw new FailedException("malformed");
        }
    }
}
