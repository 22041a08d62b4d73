package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request that is sent again and again.
 *
 * @param path with the query
 * @param body empty for none; the first {@link #STAMP}, if there is one, is replaced by the intended time each time
 * @param weight how often, in relation to the others
 */
public record Request(String method, String path, Map<String, String> headers, String body, double weight) {
    /** Stands for the intended time of sending, in nanoseconds of the generator's own clock, with as many digits. */
    public static final String STAMP = "0000000000000000000";

    private static final Set<String> BODILESS = Set.of("GET", "HEAD");

    /** @throws IllegalArgumentException if it would never be sent */
    public Request {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weight: %s (expected: > 0)".formatted(weight));
        }
    }

    public static Request get(String path) {
        return new Request("GET", path, Map.of(), "", 1);
    }

    public static Request post(String path, String contentType, String body) {
        return new Request("POST", path, Map.of("Content-Type", contentType), body, 1);
    }

    public static Request json(String path, String body) {
        return post(path, "application/json", body);
    }

    /** Encoded once, and after that only copied. */
    Wire encode(Endpoint endpoint) {
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fields.putAll(headers);
        fields.putIfAbsent("Host", endpoint.authority());
        byte[] content = body.getBytes(UTF_8);
        if (content.length > 0 || !BODILESS.contains(method)) {
            fields.put("Content-Length", Integer.toString(content.length));
        }
        StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
        fields.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] start = head.append("\r\n").toString().getBytes(US_ASCII);
        byte[] bytes = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, bytes, start.length, content.length);
        int stamp = body.indexOf(STAMP);
        return new Wire(
                bytes,
                stamp < 0 ? -1 : start.length + body.substring(0, stamp).getBytes(UTF_8).length,
                method.equals("HEAD"));
    }

    /** What goes over the wire. */
    @SuppressWarnings("ArrayRecordComponent") // Neither compared nor handed out.
    record Wire(byte[] bytes, int stampIndex, boolean isHead) {
        /** A copy in a buffer of the pool, which costs less than the objects to share one. */
        ByteBuf at(long intended, ByteBufAllocator allocator) {
            ByteBuf copy = allocator.directBuffer(bytes.length).writeBytes(bytes);
            if (stampIndex >= 0) {
                Stamps.write(copy, stampIndex, intended);
            }
            return copy;
        }
    }
}
