package dev.tandem.compare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Map;
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

    public static Request get(String path) {
        return new Request("GET", path, Map.of(), "", 1);
    }

    public static Request post(String path, String contentType, String body) {
        return new Request("POST", path, Map.of("Content-Type", contentType), body, 1);
    }

    public static Request json(String path, String body) {
        return post(path, "application/json", body);
    }

    /** Encoded once, and after that only referred to. */
    Wire encode(Endpoint endpoint) {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.authority())
                .append("\r\n");
        new TreeMap<>(headers)
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        byte[] content = body.getBytes(UTF_8);
        if (content.length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(US_ASCII);
        byte[] bytes = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, bytes, start.length, content.length);
        int stamp = body.indexOf(STAMP);
        return new Wire(
                Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes)),
                stamp < 0 ? -1 : start.length + body.substring(0, stamp).getBytes(UTF_8).length);
    }

    /** What goes over the wire. */
    record Wire(ByteBuf bytes, int stampIndex) {
        ByteBuf at(long intended) {
            if (stampIndex < 0) {
                return bytes.duplicate();
            }
            ByteBuf stamped = bytes.copy();
            Stamps.write(stamped, stampIndex, intended);
            return stamped;
        }
    }
}
