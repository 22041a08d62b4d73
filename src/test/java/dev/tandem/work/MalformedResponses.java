package dev.tandem.work;

import java.util.stream.Stream;

/** What a server may say that is no response, or of which it is not certain where it ends. */
public final class MalformedResponses {
    private MalformedResponses() {}

    /** What is seen to be no HTTP, however long the server keeps its connection. */
    public static Stream<String> nonsense() {
        return Stream.of(
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "220 mail.example.com ESMTP ready\r\n\r\n",
                "+OK POP3 ready\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + ("X: " + "x".repeat(1000) + "\r\n").repeat(100) + "\r\n");
    }

    /** What either client would have made something else of. */
    public static Stream<String> doubtfulHeads() {
        return Stream.of(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 4\n\nbody",
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\n\r\nbody",
                "HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: a\0b\r\n\r\nbody",
                "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: a\u0001b\r\n\r\nbody",
                "HTTP/2.0 200 OK\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
                "HTTP/1.1 200 " + "x".repeat(10_000) + "\r\nContent-Length: 4\r\n\r\nbody");
    }

    /** All of them. */
    public static Stream<String> all() {
        return Stream.concat(nonsense(), doubtfulHeads());
    }
}
