package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server on loopback that does with each connection what its script says, right or wrong. */
public final class ScriptedServer implements AutoCloseable {
    private static final int BACKLOG = 500;

    private final ServerSocket socket;
    private final String scheme;
    private final Script script;
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    /** What is done with a connection, which is closed at the end of it. */
    public interface Script {
        void serve(Client client) throws IOException, InterruptedException;
    }

    private ScriptedServer(ServerSocketFactory sockets, String scheme, Script script) throws IOException {
        this.scheme = scheme;
        this.script = script;
        socket = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("scripted-server").start(this::accept);
    }

    public static ScriptedServer start(Script script) throws IOException {
        return new ScriptedServer(ServerSocketFactory.getDefault(), "http", script);
    }

    /** One that speaks TLS, or whatever else its sockets do. */
    public static ScriptedServer start(ServerSocketFactory sockets, Script script) throws IOException {
        return new ScriptedServer(sockets, "https", script);
    }

    /** One that answers every request with these bytes, and closes. */
    public static ScriptedServer answering(String response) throws IOException {
        return start(client -> {
            client.request();
            client.send(response);
        });
    }

    private void accept() {
        try {
            while (true) {
                Socket accepted = socket.accept();
                Client client = new Client(accepted);
                clients.add(client);
                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                Thread.ofVirtual().name("scripted-client").start(() -> serve(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Client client) {
        try (client) {
            script.serve(client);
        } catch (IOException | InterruptedException left) {
            // Clients leave, in the midst of anything.
        } finally {
            open.decrementAndGet();
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    public URI url(String path) {
        return url("127.0.0.1", path);
    }

    public URI url(String host, String path) {
        return URI.create(scheme + "://" + host + ":" + port() + path);
    }

    /** The heads of all requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many connections there were. */
    public int accepted() {
        return clients.size();
    }

    /** How many were open at a time. */
    public int mostOpen() {
        return mostOpen.get();
    }

    /** Lets everybody go on who waits in {@link Client#awaitRelease}. */
    public void release() {
        release.countDown();
    }

    /** Waits until so many requests have come. */
    public void awaitRequests(int count) {
        eventually(count + " requests").until(() -> requests.size() >= count);
    }

    /** Waits until every client has closed its connection, or was served to the end. */
    public void awaitAllClosed() {
        eventually("every connection is closed").until(() -> open.get() == 0);
    }

    @Override
    public void close() throws IOException {
        release();
        socket.close();
        for (Client client : clients) {
            client.close();
        }
    }

    /** One connection, from the server's side. */
    public final class Client implements AutoCloseable {
        private final Socket connection;

        private Client(Socket connection) {
            this.connection = connection;
        }

        /** The head of a request. */
        public String request() throws IOException {
            StringBuilder head = new StringBuilder();
            InputStream in = connection.getInputStream();
            while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException();
                }
                head.append((char) b);
            }
            requests.add(head.toString());
            return head.toString();
        }

        /** So many bytes of what follows. */
        public String read(int bytes) throws IOException {
            return new String(connection.getInputStream().readNBytes(bytes), ISO_8859_1);
        }

        /** The path of a request. */
        public String path() throws IOException {
            return request().split(" ", 3)[1];
        }

        public void send(String latin1) throws IOException {
            // Asked for once: after the last byte the client may leave, and the test close this.
            OutputStream out = connection.getOutputStream();
            out.write(latin1.getBytes(ISO_8859_1));
            out.flush();
        }

        /** A complete response. */
        public void answer(String body) throws IOException {
            send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        /** Waits for the test. */
        public void awaitRelease() throws InterruptedException {
            release.await();
        }

        /** Waits for the client to close, and says nothing meanwhile. */
        public void awaitClosed() throws IOException {
            while (connection.getInputStream().read() >= 0) {
                // Whatever it says.
            }
        }

        /** Leaves as a process does that is killed. */
        public void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (IOException e) {
                // That is closed as well.
            }
        }
    }
}
