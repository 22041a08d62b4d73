package dev.tandem.contract;

import dev.tandem.work.ScriptedServer;
import dev.tandem.work.ScriptedServer.Client;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What servers under test call: it keeps its connections, and does with each request what the test says that is running. */
final class Called {
    /** What it answers unless a test says otherwise. */
    static final String BODY = "x".repeat(128);

    private static final String PARAMETER = "?ms=";

    private final ScriptedServer server;
    private volatile Script script = Called::usual;

    /** What is done with one request, on a connection that is then kept. */
    interface Script {
        void answer(Client client, int millis) throws IOException, InterruptedException;
    }

    Called() {
        try {
            server = ScriptedServer.start(this::serve);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Client client) throws IOException, InterruptedException {
        while (true) {
            String path = client.path();
            int millis = Integer.parseInt(path.substring(path.indexOf(PARAMETER) + PARAMETER.length()));
            script.answer(client, millis);
        }
    }

    private static void usual(Client client, int millis) throws IOException {
        client.answer(BODY);
    }

    /** From now on, requests are dealt with like that. */
    void does(Script next) {
        script = next;
    }

    void doesAsUsual() {
        script = Called::usual;
    }

    String url() {
        return server.url("/work").toString();
    }

    ScriptedServer server() {
        return server;
    }
}
