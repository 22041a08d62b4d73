package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A name server on loopback, over UDP and TCP at one port, that answers as its script says, right or wrong. */
public final class DnsServer implements AutoCloseable {
    private static final int LARGEST = 65_535;
    private static final int ATTEMPTS = 50;
    private static final int BACKLOG = 50;

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final Script script;
    private final List<DnsMessage> queries = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);

    /** What is done with a query; each is served by a thread of its own. */
    public interface Script {
        void serve(DnsMessage query, Reply reply) throws IOException, InterruptedException;
    }

    /** Sends one message, as it is; as many as one likes, over UDP. */
    public interface Reply {
        void send(byte[] message) throws IOException;
    }

    private DnsServer(DatagramSocket datagrams, ServerSocket connections, Script script) {
        this.datagrams = datagrams;
        this.connections = connections;
        this.script = script;
        Thread.ofVirtual().name("dns-udp").start(this::receive);
        Thread.ofVirtual().name("dns-tcp").start(this::accept);
    }

    public static DnsServer start(Script script) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        for (int attempt = 1; ; attempt++) {
            ServerSocket connections = new ServerSocket(0, BACKLOG, loopback);
            try {
                return new DnsServer(new DatagramSocket(connections.getLocalPort(), loopback), connections, script);
            } catch (SocketException taken) {
                connections.close();
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private void receive() {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
                datagrams.receive(packet);
                byte[] bytes = new byte[packet.getLength()];
                System.arraycopy(packet.getData(), 0, bytes, 0, bytes.length);
                serve(
                        DnsMessage.query(bytes, false),
                        message ->
                                datagrams.send(new DatagramPacket(message, message.length, packet.getSocketAddress())));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(DnsMessage query, Reply reply) {
        queries.add(query);
        Thread.ofVirtual().name("dns-query").start(() -> {
            try {
                script.serve(query, reply);
            } catch (IOException | InterruptedException left) {
                // Clients leave.
            }
        });
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = connections.accept();
                open.add(connection);
                Thread.ofVirtual().name("dns-connection").start(() -> converse(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void converse(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            while (true) {
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                serve(DnsMessage.query(bytes, true), message -> {
                    byte[] framed = new byte[2 + message.length];
                    framed[0] = (byte) (message.length >> 8);
                    framed[1] = (byte) message.length;
                    System.arraycopy(message, 0, framed, 2, message.length);
                    out.write(framed);
                });
            }
        } catch (IOException left) {
            // Clients leave.
        } finally {
            open.remove(connection);
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), connections.getLocalPort());
    }

    /** All that was asked so far. */
    public List<DnsMessage> queries() {
        return List.copyOf(queries);
    }

    /** Waits until so many queries have come. */
    public void awaitQueries(int count) {
        eventually(count + " queries").until(() -> queries.size() >= count);
    }

    /** Waits until nobody is connected. */
    public void awaitNobodyConnected() {
        eventually("nobody is connected").until(open::isEmpty);
    }

    /** Whether somebody is connected. */
    public boolean isConnected() {
        return !open.isEmpty();
    }

    /** Takes no more connections. */
    public void refuseConnections() throws IOException {
        connections.close();
    }

    /** Lets those go on who wait in {@link #awaitRelease}. */
    public void release() {
        release.countDown();
    }

    /** For scripts: waits for the test. */
    public void awaitRelease() throws InterruptedException {
        release.await();
    }

    @Override
    public void close() throws IOException {
        release();
        datagrams.close();
        connections.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
