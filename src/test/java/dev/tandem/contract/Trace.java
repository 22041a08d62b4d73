package dev.tandem.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Random requests of every route, most of them right, many of them nearly. */
final class Trace {
    private static final Pattern POSITION = Pattern.compile("\"epoch\":\"(EPOCH-\\d{3})\",\"offset\":(\\d+)");
    private static final List<String> CHANNELS = List.of("a", "b.1", "c:x@y~z-_", "short-1", "fleeting-1", "x-none-y");
    private static final List<String> BAD_CHANNELS =
            List.of("a%20b", "%2e%2e", "..", "a%2Fb", "%C3%BC", "a,b", "%zz", "a;b", "a".repeat(129), "%ff");
    private static final List<String> TYPES = List.of(
            "application/json",
            "text/plain",
            "text/plain; charset=iso-8859-1",
            "image/png",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/vnd.api+json");
    private static final List<String> BAD_TYPES =
            List.of("json", "a/b/c", "text/plain;", "/", "text/plain, a/b", "\u00fc/b");
    private static final List<String> BODIES = List.of(
            "{\"a\":1}",
            "[1, 2]",
            "\"text\"",
            "null",
            "hello",
            "a=b&c=d",
            "",
            "{",
            "\u00fc",
            "two\r\nlines",
            "{\"a\":1,\"a\":2}");
    private static final List<String> LIMITS =
            List.of("1", "2", "100", "1000", "0", "-1", "1001", "x", "", "%31", "1&limit=2");
    private static final List<String> ACCEPTS = List.of(
            "*/*", "text/event-stream", "application/x-ndjson;q=0", "text/html", "application/json;q=0.5, text/*");
    private static final List<String> MESSAGES = List.of(
            "{\"channel\":\"a\",\"data\":{\"x\":[1,2]}}",
            "{\"channel\":\"short-1\",\"data\":\"text\",\"contentType\":\"text/plain\"}",
            "{\"channel\":\"b.1\",\"data\":\"aGk=\",\"contentType\":\"image/png\"}",
            "{\"channel\":\"a b\",\"data\":1}",
            "{\"channel\":\"a\",\"data\":1,\"contentType\":\"text/plain\"}",
            "{\"channel\":\"a\",\"data\":\"?\",\"contentType\":\"image/png\"}",
            "{\"channel\":\"a\",\"data\":-12.5e3}",
            "{ \"data\" : null , \"channel\" : \"a\" }");
    private static final List<String> BAD_MESSAGES = List.of(
            "1",
            "{}",
            "{\"channel\":\"a\"}",
            "{\"channel\":1,\"data\":1}",
            "{\"channel\":\"a\",\"data\":1,\"x\":1}",
            "{");
    private static final List<String> TARGETS = List.of(
            "/",
            "/livez",
            "/readyz",
            "/openapi.yaml",
            "/nowhere",
            "/livez/",
            "//livez",
            "/v1",
            "/v1/channels/",
            "/v1/channels/a/unknown",
            "/livez?x=1",
            "/livez;x",
            "/%6Civez",
            "/../livez",
            "/livez?%zz",
            "/v1/channels/a/ws");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "FOO");
    private static final List<String> FIELDS = List.of(
            "",
            "",
            "",
            "",
            "Origin: https://app.example.com\r\n",
            "Origin: http://evil.example\r\n",
            "Origin: null\r\n",
            "Content-Encoding: gzip\r\n",
            "X-Whatever: \u00fc\r\n",
            "Accept: text/html\r\n",
            "Range: bytes=0-1\r\n",
            "If-None-Match: *\r\n",
            "Accept-Encoding: gzip\r\n",
            "Cookie: a=b; c=\"d\r\n",
            "X-HTTP-Method-Override: DELETE\r\n",
            "X-Forwarded-Host: evil.example\r\n");

    private final Random random;
    private final List<String> cursors = new ArrayList<>(List.of("other:1", "x", "EPOCH-000:0", ":", "a:01"));

    Trace(Random random) {
        this.random = random;
    }

    /** Takes what later requests may refer to. */
    void learn(String answer) {
        Matcher position = POSITION.matcher(answer);
        while (position.find()) {
            long offset = Long.parseLong(position.group(2));
            cursors.add(position.group(1) + ":" + Math.max(0, offset - random.nextInt(4)));
        }
    }

    String next() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> publish();
            case 4 -> publishMany();
            case 5, 6, 7 -> get("/v1/channels/" + channel() + "/messages" + query("after", "limit", "wait"));
            case 8 -> bodiless("DELETE", "/v1/channels/" + channel() + "/messages" + rarely("?x=1"));
            case 9 -> get("/v1/channels/" + channel() + rarely("?after=1"));
            case 10 -> get("/v1/channels" + query("limit", "prefix", "after-channel"));
            case 11 -> events();
            case 12 -> eventsOfMany();
            case 13 -> webSocket();
            default -> bodiless(pick(METHODS), pick(TARGETS));
        };
    }

    private String publish() {
        String body = pick(BODIES);
        String type = random.nextInt(8) == 0 ? pick(BAD_TYPES) : pick(TYPES);
        return head("POST", "/v1/channels/" + channel() + "/messages" + rarely("?wait=1s"))
                + (random.nextInt(8) == 0 ? "" : "Content-Type: " + type + "\r\n")
                + key()
                + body(body);
    }

    private String publishMany() {
        List<String> messages = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            messages.add(random.nextInt(12) == 0 ? pick(BAD_MESSAGES) : pick(MESSAGES));
        }
        String body = "{\"messages\":[" + String.join(",", messages) + "]" + rarely(",\"x\":1") + "}" + rarely("x");
        return head("POST", "/v1/messages")
                + "Content-Type: "
                + (random.nextInt(8) == 0 ? "text/plain" : "application/json")
                + "\r\n"
                + key()
                + body(body);
    }

    private String key() {
        return random.nextInt(3) > 0
                ? ""
                : "Idempotency-Key: " + pick(List.of("k1", "k2", "k3", "a b", "\u00fc", "")) + "\r\n";
    }

    private String body(String body) {
        if (random.nextInt(4) > 0) {
            return "Content-Length: " + body.length() + "\r\n\r\n" + body;
        }
        String chunk = body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
        return "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n";
    }

    private String events() {
        return streaming("/v1/channels/" + channel() + "/events" + query("after"));
    }

    private String eventsOfMany() {
        List<String> parameters = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parameters.add("channel=" + channel());
        }
        if (random.nextInt(3) == 0) {
            parameters.add("after=" + pick(CHANNELS) + "=" + pick(cursors));
        }
        return streaming("/v1/events?" + String.join("&", parameters));
    }

    /** Only event streams: these begin with an event, so that it can be seen what came. */
    private String streaming(String target) {
        return head("GET", target)
                + "Accept: " + pick(ACCEPTS) + "\r\n"
                + (random.nextInt(4) == 0 ? "Last-Event-ID: " + pick(cursors) + "\r\n" : "")
                + "\r\n";
    }

    private String webSocket() {
        String fields = RawWebSocket.FIELDS;
        if (random.nextInt(3) == 0) {
            String[] lines = fields.split("\r\n", -1);
            fields = fields.replace(lines[random.nextInt(4)] + "\r\n", rarely("Upgrade: h2c\r\n"));
        }
        return head("GET", "/v1/channels/" + channel() + "/ws" + query("after", "format")) + fields + "\r\n";
    }

    private String query(String... names) {
        List<String> parameters = new ArrayList<>();
        for (String name : names) {
            if (random.nextInt(3) == 0) {
                parameters.add(
                        switch (name) {
                            case "after" -> "after=" + pick(cursors);
                            case "limit" -> "limit=" + pick(LIMITS);
                            case "wait" -> "wait=" + pick(List.of("0s", "0ms", "PT0S", "-1s", "1", "6m", "x", ""));
                            case "prefix" -> "prefix=" + pick(List.of("", "a", "short", "%61", "%ff", "\u00fc"));
                            case "after-channel" -> "after=" + channel();
                            default -> "format=" + pick(List.of("raw", "envelope", "json", ""));
                        });
            }
        }
        if (random.nextInt(20) == 0) {
            parameters.add(pick(List.of("unknown=1", "after", "=", "%61fter=x:1", "+", "a[]=1")));
        }
        return parameters.isEmpty() ? rarely("?") : "?" + String.join("&", parameters);
    }

    private String get(String target) {
        return bodiless(pick(List.of("GET", "GET", "GET", "HEAD")), target);
    }

    private String bodiless(String method, String target) {
        return head(method, target) + "\r\n";
    }

    private String head(String method, String target) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + pick(FIELDS);
    }

    private String channel() {
        return random.nextInt(10) == 0 ? pick(BAD_CHANNELS) : pick(CHANNELS);
    }

    private String rarely(String text) {
        return random.nextInt(20) == 0 ? text : "";
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
