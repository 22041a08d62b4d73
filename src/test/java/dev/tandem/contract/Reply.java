package dev.tandem.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response as it came.
 *
 * @param headers without regard to case
 */
record Reply(int status, Map<String, List<String>> headers, byte[] body) {
    private static final JsonMapper JSON = new JsonMapper();

    Reply {
        Map<String, List<String>> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(headers);
        headers = sorted;
    }

    String text() {
        return new String(body, UTF_8);
    }

    JsonNode json() {
        return JSON.readTree(body);
    }

    /** A header that must not be there more than once. */
    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new AssertionError(name + " is there more than once: " + values);
        }
        return values.stream().findFirst();
    }

    /** The {@code code} of a problem. */
    String code() {
        return json().path("code").asString("");
    }

    /** {@code epoch:offset} of an answer that has them. */
    String cursor() {
        return epoch() + ":" + offset();
    }

    String epoch() {
        return json().get("epoch").asString();
    }

    long offset() {
        return json().get("offset").asLong();
    }

    @Override
    public String toString() {
        return status + " " + headers + "\n" + text();
    }
}
