package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers each request as it is told, with blocking code. */
final class ScriptedHttpServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Script script;
    private final AtomicInteger requests = new AtomicInteger();

    /** What is done with a request; it may wait. */
    interface Script {
        /** @param number of the request, from 1 */
        void answer(int number, String head, Socket socket) throws IOException, InterruptedException;
    }

    ScriptedHttpServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    Endpoint endpoint() {
        return Endpoint.of(URI.create("http://127.0.0.1:" + listener.getLocalPort()));
    }

    int requests() {
        return requests.get();
    }

    static void respond(Socket socket, String status, String body) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, body.length(), body)
                .getBytes(US_ASCII));
        out.flush();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // By the test.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                script.answer(requests.incrementAndGet(), head, socket);
            }
        } catch (IOException | InterruptedException gone) {
            // The client has.
        }
    }

    private static String head(BufferedReader in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
