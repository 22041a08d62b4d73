package dev.tandem.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Random requests of every route, most of them right, many of them nearly. */
final class Trace {
    private static final Pattern TAG = Pattern.compile("\"EPOCH-\\d{3}:\\d+\"");
    private static final Pattern PERMIT = Pattern.compile("\"permit\":\"(CLAIM-\\d{3})\"");
    private static final Pattern POSITION = Pattern.compile("\"epoch\":\"(EPOCH-\\d{3})\",\"offset\":(\\d+)");
    private static final Pattern CLAIM = Pattern.compile("\"claim\":\"(CLAIM-\\d{3})\"");
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
    private static final Pattern TASK = Pattern.compile("\"id\":\"(TASK-\\d{3})\"");
    private static final List<String> BAD_TASKS =
            List.of("x", "0123456789abcdefghijklmn", "%zz", "a%2Fb", "0123456789ABCDEFGHIJKLMN");

    /** Their work does not end by itself as long as this trace may take. */
    private static final List<String> SPAWNS = List.of(
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"24h\"},\"timeout\":\"1s\"}",
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"24h\"},\"timeout\":\"1m\"}",
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"PT24H\"},\"group\":\"g\",\"concurrency\":2,\"timeout\":\"24h\"}",
            "{ \"input\" : {\"for\":\"24h\"} , \"kind\" : \"sleep\", \"group\" : \"g\", \"timeout\" : \"24h\" }",
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"24h\"},\"group\":\"h:1\",\"timeout\":\"24h\"}");

    private static final List<String> BAD_SPAWNS = List.of(
            "",
            "{",
            "[]",
            "{\"kind\":\"bake\",\"input\":{}}",
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"25h\"}}",
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"24h\"},\"group\":\"g\",\"concurrency\":3,\"timeout\":\"24h\"}",
            "{\"kind\":\"sleep\",\"input\":{\"for\":\"10m\"},\"group\":\"\"}",
            "{\"kind\":\"fetch\",\"input\":{\"urls\":[\"http://a.example/\"]}}",
            "{\"kind\":\"fetch\",\"input\":{\"urls\":[\"http://a.example/\",1]}}",
            "{\"kind\":\"resolve\",\"input\":{\"names\":[]}}",
            "{\"kind\":\"process\",\"input\":{\"command\":\"sh\"}}",
            "{\"kind\":\"digest\",\"input\":{\"rounds\":1}}");
    private static final List<String> QUEUES =
            List.of("q", "q.dead", "lifo-1", "priority-1", "small-1", "small-1.dead", "c:x@y~z-_");
    private static final List<String> PRIORITIES = List.of("0", "7", "255", "256", "-1", "x", "", "1&priority=2");
    private static final List<String> LEASES =
            List.of("1s", "30s", "60s", "PT1H", "1h", "0s", "999ms", "61m", "-1s", "x", "");
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
            "/v1/channels/a/ws",
            "/v1/queues",
            "/v1/queues/q/",
            "/v1/queues/q/items",
            "/v1/queues/q/claims",
            "/v1/queues/q/claims/x/release");
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "FOO");
    private static final List<String> HOSTS =
            List.of("evil.example", "127.0.0.1.evil.example", "LOCALHOST.:80", "[::1]", "");
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

    private static final List<String> WORK = List.of("call", "calls", "blocking", "compute", "mixed", "nothing");
    private static final List<String> FLAGS = List.of("go", "ready", "a:b~c.d@e_f-");
    private static final List<String> SEMAPHORES = List.of("lock", "two", "pool-1");
    private static final List<String> VALUES =
            List.of("true", "{\"a\": [1]}", "null", "\"\u00c3\u00bc\"", "", "", "{", "\u00fc");
    private static final List<String> BAD_TAGS = List.of("", "x", "W/x", "\"a", "*, \"a\"", "\"a\"\"b\"", "\"a b\"");

    private final Random random;
    private final List<String> tasks = new ArrayList<>(BAD_TASKS);
    private final List<String> claims = new ArrayList<>(List.of("q/claims/x", "q/claims/%C3%BC", "q/claims/%zz"));
    private String queue = "q";
    private final List<String> tags = new ArrayList<>(List.of("*", "\"x\"", "W/\"y\"", "\"\u00fc\""));
    private final List<String> permits = new ArrayList<>(List.of("x", "%20", "%ff", "0".repeat(32)));
    private final List<String> cursors = new ArrayList<>(List.of("other:1", "x", "EPOCH-000:0", ":", "a:01"));

    Trace(Random random) {
        this.random = random;
    }

    /** Takes what later requests may refer to. */
    void learn(String answer) {
        TASK.matcher(answer).results().map(task -> task.group(1)).forEach(tasks::add);
        Matcher position = POSITION.matcher(answer);
        while (position.find()) {
            long offset = Long.parseLong(position.group(2));
            cursors.add(position.group(1) + ":" + Math.max(0, offset - random.nextInt(4)));
        }
        Matcher claim = CLAIM.matcher(answer);
        while (claim.find()) {
            claims.add(queue + "/claims/" + claim.group(1));
        }
        TAG.matcher(answer).results().forEach(tag -> tags.add((random.nextInt(5) == 0 ? "W/" : "") + tag.group()));
        PERMIT.matcher(answer).results().forEach(permit -> permits.add(permit.group(1)));
    }

    String next() {
        return switch (random.nextInt(44)) {
            case 0, 1, 2, 3 -> publish();
            case 4 -> publishMany();
            case 5, 6, 7 -> get("/v1/channels/" + channel() + "/messages" + query("after", "limit", "wait"));
            case 8 -> bodiless("DELETE", "/v1/channels/" + channel() + "/messages" + rarely("?x=1"));
            case 9 -> get("/v1/channels/" + channel() + rarely("?after=1"));
            case 10 -> get("/v1/channels" + query("limit", "prefix", "after-channel"));
            case 11 -> events();
            case 12 -> eventsOfMany();
            case 13 -> webSocket();
            case 14, 15 -> spawn();
            case 16, 17 -> get("/v1/tasks/" + pick(tasks) + query("wait"));
            case 18 -> bodiless("DELETE", "/v1/tasks/" + pick(tasks) + rarely("?wait=1s"));
            case 19 -> get("/v1/tasks" + query("state", "kind", "group", "limit", "after-task"));
            case 20 -> streaming("/v1/tasks/" + pick(tasks) + "/events" + query("after"));
            case 21, 22, 23 -> put();
            case 24, 25 -> bodiless("POST", "/v1/queues/" + queue() + "/claims" + query("wait", "lease"));
            case 26, 27 -> settle();
            case 28 -> get("/v1/queues/" + queue() + rarely("?after=1"));
            case 29 ->
                random.nextInt(4) == 0
                        ? bodiless("DELETE", "/v1/queues/" + queue())
                        : get("/v1/queues" + query("limit", "prefix", "after-channel"));
            case 30, 31 -> setFlag();
            case 32 -> conditional(pick(List.of("GET", "GET", "HEAD")), "/v1/flags/" + flag() + query("wait")) + "\r\n";
            case 33 -> conditional("DELETE", "/v1/flags/" + flag() + rarely("?ttl=1s")) + "\r\n";
            case 34 -> get("/v1/" + pick(List.of("flags", "semaphores")) + query("limit", "prefix", "after-channel"));
            case 35, 36 ->
                head("POST", "/v1/semaphores/" + semaphore() + "/permits" + query("permits", "wait", "lease"))
                        + body(rarely("1"));
            case 37 -> bodiless("DELETE", "/v1/semaphores/" + semaphore() + "/permits/" + latest(permits));
            case 38 ->
                head(
                                "POST",
                                "/v1/semaphores/" + semaphore() + "/permits/" + latest(permits) + "/extend"
                                        + query("lease"))
                        + body("");
            case 39 -> get("/v1/semaphores/" + semaphore() + rarely("?x=1"));
            case 40, 41 -> echo();
            case 42 -> get("/v1/work/" + pick(WORK) + query("ms", "count", "slow", "rounds"));
            default -> bodiless(pick(METHODS), pick(TARGETS));
        };
    }

    private String echo() {
        return head("POST", "/v1/work/echo" + rarely("?ms=1"))
                + "Content-Type: "
                + (random.nextInt(8) == 0 ? pick(TYPES) : "application/json")
                + "\r\n"
                + body(pick(BODIES));
    }

    private String publish() {
        String body = pick(BODIES);
        String type = random.nextInt(8) == 0 ? pick(BAD_TYPES) : pick(TYPES);
        return head("POST", "/v1/channels/" + channel() + "/messages" + rarely("?wait=1s"))
                + (random.nextInt(8) == 0 ? "" : "Content-Type: " + type + "\r\n")
                + key()
                + body(body);
    }

    private String spawn() {
        String body = random.nextInt(3) == 0 ? pick(BAD_SPAWNS) : pick(SPAWNS);
        return head("POST", "/v1/tasks" + query("wait"))
                + "Content-Type: "
                + (random.nextInt(10) == 0 ? "text/plain" : "application/json")
                + "\r\n"
                + body(body);
    }

    private String put() {
        return head("POST", "/v1/queues/" + queue() + "/items" + query("wait", "priority"))
                + (random.nextInt(8) == 0 ? "" : "Content-Type: " + pick(TYPES) + "\r\n")
                + body(pick(BODIES));
    }

    /** What becomes of a claim; the latest are more likely to be there still. */
    private String settle() {
        String claim = random.nextInt(4) == 0 ? pick(claims) : claims.getLast();
        return switch (random.nextInt(5)) {
            case 0 -> bodiless("POST", "/v1/queues/" + claim + "/extend" + query("lease"));
            case 1 -> bodiless("DELETE", "/v1/queues/" + claim + rarely("?x=1"));
            default -> bodiless("POST", "/v1/queues/" + claim + "/release" + rarely("?x=1"));
        };
    }

    private String queue() {
        queue = random.nextInt(10) == 0 ? pick(BAD_CHANNELS) : pick(QUEUES);
        return queue;
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

    private String setFlag() {
        String value = pick(VALUES);
        String type =
                random.nextInt(8) == 0 ? pick(BAD_TYPES) : random.nextInt(8) == 0 ? pick(TYPES) : "application/json";
        boolean typed = random.nextInt(8) == 0 || !value.isEmpty();
        return conditional("PUT", "/v1/flags/" + flag() + query("ttl"))
                + (typed ? "Content-Type: " + type + "\r\n" : "")
                + body(value);
    }

    private String conditional(String method, String target) {
        return head(method, target)
                + (random.nextInt(3) == 0 ? "If-Match: " + tags() + "\r\n" : "")
                + (random.nextInt(3) == 0 ? "If-None-Match: " + tags() + "\r\n" : "");
    }

    private String tags() {
        return random.nextInt(8) == 0
                ? pick(BAD_TAGS)
                : random.nextInt(4) == 0 ? latest(tags) + " , ," + latest(tags) : latest(tags);
    }

    /** One of the last few more often than any other. */
    private String latest(List<String> from) {
        return random.nextInt(3) == 0 ? pick(from) : pick(from.subList(Math.max(0, from.size() - 4), from.size()));
    }

    private String flag() {
        return random.nextInt(10) == 0 ? pick(BAD_CHANNELS) : pick(FLAGS);
    }

    private String semaphore() {
        return random.nextInt(10) == 0 ? pick(BAD_CHANNELS) : pick(SEMAPHORES);
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
                            case "lease" -> "lease=" + pick(LEASES);
                            case "priority" -> "priority=" + pick(PRIORITIES);
                            case "ttl" -> "ttl=" + pick(List.of("1s", "20s", "1m", "PT1H", "0s", "25h", "x"));
                            case "ms", "slow" -> name + "=" + pick(List.of("0", "1", "60000", "60001", "-1", "1s", ""));
                            case "count" -> "count=" + pick(List.of("1", "2", "7", "100", "0", "101", "x"));
                            case "rounds" -> "rounds=" + pick(List.of("1", "2", "500", "0", "100001", "x"));
                            case "permits" -> "permits=" + pick(List.of("1", "2", "2", "3", "0", "1001", "x"));
                            case "prefix" -> "prefix=" + pick(List.of("", "a", "short", "%61", "%ff", "\u00fc"));
                            case "after-channel" -> "after=" + channel();
                            case "after-task" -> "after=" + pick(tasks);
                            case "state" -> "state=" + pick(List.of("pending", "running", "killed", "done", ""));
                            case "kind" -> "kind=" + pick(List.of("sleep", "digest", "bake", ""));
                            case "group" -> "group=" + pick(List.of("g", "h%3A1", "a%20b", ""));
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
        String host = random.nextInt(20) == 0 ? pick(HOSTS) : "localhost";
        return method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n" + pick(FIELDS);
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
