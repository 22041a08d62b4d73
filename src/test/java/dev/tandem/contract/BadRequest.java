package dev.tandem.contract;

import static dev.tandem.core.problem.ProblemCode.BATCH_TOO_LARGE;
import static dev.tandem.core.problem.ProblemCode.CHANNEL_NAME_INVALID;
import static dev.tandem.core.problem.ProblemCode.HEADERS_TOO_LARGE;
import static dev.tandem.core.problem.ProblemCode.JSON_MALFORMED;
import static dev.tandem.core.problem.ProblemCode.METHOD_NOT_ALLOWED;
import static dev.tandem.core.problem.ProblemCode.PARAMETER_UNKNOWN;
import static dev.tandem.core.problem.ProblemCode.PAYLOAD_TOO_LARGE;
import static dev.tandem.core.problem.ProblemCode.REQUEST_MALFORMED;
import static dev.tandem.core.problem.ProblemCode.ROUTE_UNKNOWN;
import static dev.tandem.core.problem.ProblemCode.URI_TOO_LONG;

import dev.tandem.core.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request that must be refused, and how.
 *
 * @param template in ISO 8859-1, as it goes over the wire, but for the name of the channel
 */
record BadRequest(String name, String template, ProblemCode code) {
    private static final String CHANNEL = "a-channel";
    private static final String HOST = "Host: a\r\n";
    private static final String MANY_MESSAGES =
            "{\"messages\":[" + "{\"channel\":\"a\",\"data\":1},".repeat(1000) + "{\"channel\":\"a\",\"data\":1}]}";
    private static final String POST = "POST /v1/channels/" + CHANNEL + "/messages HTTP/1.1\r\n" + HOST;

    /** Wrong, but a request from its beginning to its end, after which the next one can be read. */
    static Stream<BadRequest> answered() {
        List<BadRequest> all = new ArrayList<>();
        for (String path : List.of(
                "/nowhere",
                "/livez/",
                "//livez",
                "/LIVEZ",
                "/%6Civez",
                "/livez%20",
                "/livez%00",
                "/livez;x=y",
                "/v1",
                "/v1/",
                "/v1/channels/",
                "/v1//channels",
                "/v1/./channels",
                "/v1/../livez",
                "/../livez",
                "/..",
                "/v1/channels/../../livez",
                "/v1/channels/a/../b/messages/x",
                "/v1%2Fchannels",
                "/v1/channels/a/messages/",
                "/v1/channels/a/unknown",
                "/v1/channels/a//messages",
                "/favicon.ico",
                "/error",
                "/actuator/health",
                "/index.html")) {
            all.add(get(path, ROUTE_UNKNOWN));
        }
        for (String name : List.of(
                "..", ".", "%2e%2e", "a;x=y", "a%2Fmessages", "a%20b", "a%5Cb", "%00", "a,b", "a+b", "a%25zz")) {
            all.add(get("/v1/channels/" + name, CHANNEL_NAME_INVALID));
        }
        all.add(get("/v1/channels/" + "a".repeat(129), CHANNEL_NAME_INVALID));
        all.add(get("/v1/channels/%c3", REQUEST_MALFORMED));
        all.add(get("/v1/channels?prefix=%ff", REQUEST_MALFORMED));
        for (String method : List.of("TRACE", "PATCH", "PUT", "get", "Get", "FOO", "M-SEARCH", "PROPFIND")) {
            all.add(new BadRequest(
                    method + " /livez", method + " /livez HTTP/1.1\r\n" + HOST + "\r\n", METHOD_NOT_ALLOWED));
        }
        all.add(new BadRequest(
                "POST /livez with a body",
                "POST /livez HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc",
                METHOD_NOT_ALLOWED));
        all.add(new BadRequest(
                "an unknown parameter, and a body",
                POST.replace("messages", "messages?x=1") + "Content-Length: 3\r\n\r\nabc",
                PARAMETER_UNKNOWN));
        all.add(new BadRequest(
                "no JSON",
                "POST /v1/messages HTTP/1.1\r\n" + HOST
                        + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\n\r\n",
                JSON_MALFORMED));
        all.add(new BadRequest(
                "too many messages",
                "POST /v1/messages HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\nContent-Length: "
                        + MANY_MESSAGES.length() + "\r\n\r\n" + MANY_MESSAGES,
                BATCH_TOO_LARGE));
        all.add(new BadRequest("TRACE /nowhere", "TRACE /nowhere HTTP/1.1\r\n" + HOST + "\r\n", ROUTE_UNKNOWN));
        return all.stream();
    }

    /** Wrong in a way after which the server cannot know where the next request begins, or will not. */
    static Stream<BadRequest> fatal() {
        List<BadRequest> all = new ArrayList<>();
        for (String target : List.of(
                "/v1/channels/%zz",
                "/v1/channels/a%",
                "/v1/channels/a%1",
                "/livez?x=%g0",
                "/v1/channels/\u00fc",
                "/v1/channels/a\tb",
                "/v1/channels/a\u0001b",
                "/v1/channels/a\u007fb",
                "/v1/channels/a\"b",
                "/v1/channels/a<b",
                "/v1/channels/a\\b",
                "/v1/channels/a^b",
                "/v1/channels/a`b",
                "/v1/channels/{a}",
                "/v1/channels/a|b",
                "/v1/channels/[a]",
                "/v1/channels?prefix=[a]",
                "/v1/channels?prefix=\u00fc",
                "/livez#fragment",
                "livez",
                "*",
                "?",
                "a:80",
                "ftp://a/livez")) {
            all.add(get(target, REQUEST_MALFORMED));
        }
        all.add(malformed("a target in two parts", "GET /livez /readyz HTTP/1.1\r\n" + HOST + "\r\n"));
        all.add(malformed("no version", "GET /livez\r\n" + HOST + "\r\n"));
        all.add(malformed("HTTP/2", "GET /livez HTTP/2.0\r\n" + HOST + "\r\n"));
        all.add(malformed("HTTP/1.2", "GET /livez HTTP/1.2\r\n" + HOST + "\r\n"));
        all.add(malformed("HTTP/x", "GET /livez HTTP/x\r\n" + HOST + "\r\n"));
        all.add(malformed("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        all.add(malformed("CONNECT", "CONNECT a:80 HTTP/1.1\r\n" + HOST + "\r\n"));
        all.add(malformed("not HTTP", "HELLO\r\n\r\n"));
        all.add(malformed("TLS", "\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n"));
        all.add(malformed("a method that is no token", "G@T /livez HTTP/1.1\r\n" + HOST + "\r\n"));

        all.add(malformed("no Host", "GET /livez HTTP/1.1\r\n\r\n"));
        all.add(malformed("two Hosts", "GET /livez HTTP/1.1\r\n" + HOST + HOST + "\r\n"));
        all.add(malformed("a Host with a path", "GET /livez HTTP/1.1\r\nHost: a/b\r\n\r\n"));
        all.add(malformed("a Host with a space", "GET /livez HTTP/1.1\r\nHost: a b\r\n\r\n"));
        all.add(malformed("a Host with a wrong port", "GET /livez HTTP/1.1\r\nHost: a:b\r\n\r\n"));
        all.add(malformed("a field without a colon", "GET /livez HTTP/1.1\r\n" + HOST + "Broken\r\n\r\n"));
        all.add(malformed("a field without a name", "GET /livez HTTP/1.1\r\n" + HOST + ": x\r\n\r\n"));
        all.add(malformed("a space in a field's name", "GET /livez HTTP/1.1\r\n" + HOST + "X Y: z\r\n\r\n"));
        all.add(malformed("a space before the colon", "GET /livez HTTP/1.1\r\n" + HOST + "X : y\r\n\r\n"));
        all.add(malformed("a zero byte in a field", "GET /livez HTTP/1.1\r\n" + HOST + "X: a\0b\r\n\r\n"));

        all.add(malformed("Content-Length abc", POST + "Content-Length: abc\r\n\r\nx"));
        all.add(malformed("Content-Length -1", POST + "Content-Length: -1\r\n\r\nx"));
        all.add(malformed("Content-Length +1", POST + "Content-Length: +1\r\n\r\nx"));
        all.add(malformed("Content-Length 1, 2", POST + "Content-Length: 1, 2\r\n\r\nxx"));
        all.add(malformed("Content-Length too large", POST + "Content-Length: 99999999999999999999\r\n\r\nx"));
        all.add(malformed("two Content-Lengths", POST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx"));
        all.add(malformed(
                "Content-Length and chunked",
                POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed(
                "chunked and Content-Length",
                POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("gzip, chunked", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("chunked, gzip", POST + "Transfer-Encoding: chunked, gzip\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("chunked twice", POST + "Transfer-Encoding: chunked, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("an unknown coding", POST + "Transfer-Encoding: xchunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("identity", POST + "Transfer-Encoding: identity\r\nContent-Length: 1\r\n\r\nx"));
        all.add(malformed(
                "chunked in HTTP/1.0",
                "POST /v1/channels/" + CHANNEL + "/messages HTTP/1.0\r\n" + HOST
                        + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed(
                "a chunk size that is no number", POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("no chunk size", POST + "Transfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n"));
        all.add(malformed("a negative chunk size", POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n"));
        all.add(malformed(
                "a chunk size that overflows",
                POST + "Transfer-Encoding: chunked\r\n\r\n1000000000000000000001\r\nx\r\n0\r\n\r\n"));
        all.add(malformed(
                "a chunk longer than it says", POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nxxxx\r\n0\r\n\r\n"));

        all.add(new BadRequest(
                "one large field",
                "GET /livez HTTP/1.1\r\n" + HOST + "X: " + "a".repeat(20_000) + "\r\n\r\n",
                HEADERS_TOO_LARGE));
        all.add(new BadRequest(
                "many fields that are large together",
                "GET /livez HTTP/1.1\r\n" + HOST + ("X: " + "a".repeat(1000) + "\r\n").repeat(20) + "\r\n",
                HEADERS_TOO_LARGE));
        all.add(new BadRequest(
                "a long target", "GET /livez?" + "a".repeat(20_000) + " HTTP/1.1\r\n" + HOST + "\r\n", URI_TOO_LONG));
        return all.stream();
    }

    /** Bodies that are too large, whether they say so or not. */
    static Stream<BadRequest> tooLarge() {
        int size = 256 * 1024 + 1;
        String body = "x".repeat(size);
        return Stream.of(
                new BadRequest(
                        "by its Content-Length",
                        POST + "Content-Length: " + size + "\r\n\r\n" + body,
                        PAYLOAD_TOO_LARGE),
                new BadRequest(
                        "by its Content-Length alone",
                        POST + "Content-Length: 9000000000000000000\r\n\r\n",
                        PAYLOAD_TOO_LARGE),
                new BadRequest(
                        "by its chunks",
                        POST + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(size) + "\r\n" + body
                                + "\r\n0\r\n\r\n",
                        PAYLOAD_TOO_LARGE),
                new BadRequest(
                        "by a chunk's size alone",
                        POST + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n" + body,
                        PAYLOAD_TOO_LARGE));
    }

    private static BadRequest get(String target, ProblemCode code) {
        return new BadRequest("GET " + target, "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n", code);
    }

    private static BadRequest malformed(String name, String bytes) {
        return new BadRequest(name, bytes, REQUEST_MALFORMED);
    }

    String bytes(String channel) {
        return template.replace(CHANNEL, channel);
    }

    /** What it is answered. */
    String detail() {
        return switch (code) {
            case HEADERS_TOO_LARGE -> "The request line and the header fields are larger than 16384 bytes";
            case URI_TOO_LONG -> "The request line is longer than 16384 bytes";
            default -> code.title();
        };
    }

    @Override
    public String toString() {
        return name.length() < 80 ? name : name.substring(0, 80);
    }
}
