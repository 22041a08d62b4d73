package dev.tandem.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.json.Utf8;
import dev.tandem.core.payload.Payload;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What those who follow a task are told: its states, how far it is, and what its process writes. Each event is JSON.
 *
 * <p>Progress is told once for each percent at the most. Output is cut into pieces of at most {@value #MAX_PIECE} bytes; a
 * character that has come in two parts waits for the second, so that text stays text.
 *
 * <p>Not thread-safe: guarded by the task's monitor.
 */
final class TaskEvents {
    private static final int MAX_PIECE = 8 * 1024;
    private static final int PERCENT = 100;
    private static final byte[] NOTHING = {};

    private final Consumer<Payload> publish;
    private final Map<TaskRun.OutputChannel, byte[]> incomplete = new EnumMap<>(TaskRun.OutputChannel.class);
    private int percent = -1;

    TaskEvents(Consumer<Payload> publish) {
        this.publish = publish;
    }

    void state(TaskState state, Instant time) {
        publish.accept(stateEvent(state, time, Optional.empty()));
    }

    /** The last event; it is the caller who publishes it, as such. */
    Payload end(TaskState state, Instant time, Optional<TaskError> error) {
        incomplete.forEach((channel, rest) -> {
            if (rest.length > 0) {
                publish(channel, rest);
            }
        });
        return stateEvent(state, time, error);
    }

    void progress(int done, int total) {
        int reached = (int) ((long) done * PERCENT / Math.max(1, total));
        if (reached > percent || total < PERCENT) {
            percent = reached;
            publish.accept(payload(event("progress").field("done", done).field("total", total)));
        }
    }

    void output(TaskRun.OutputChannel channel, byte[] bytes) {
        byte[] all = concatenated(incomplete.getOrDefault(channel, NOTHING), bytes);
        int start = 0;
        while (all.length - start > MAX_PIECE) {
            int length = Utf8.completeLength(all, start, start + MAX_PIECE) - start;
            publish(channel, Arrays.copyOfRange(all, start, start + length));
            start += length;
        }
        int end = Utf8.completeLength(all, start, all.length);
        if (end > start) {
            publish(channel, Arrays.copyOfRange(all, start, end));
        }
        incomplete.put(channel, Arrays.copyOfRange(all, end, all.length));
    }

    private void publish(TaskRun.OutputChannel channel, byte[] bytes) {
        JsonWriter json = event("output").field("stream", channel.name().toLowerCase(Locale.ROOT));
        if (Utf8.isValid(bytes)) {
            json.field("text", new String(bytes, UTF_8));
        } else {
            json.field("base64", Base64.getEncoder().encodeToString(bytes));
        }
        publish.accept(payload(json));
    }

    private static Payload stateEvent(TaskState state, Instant time, Optional<TaskError> error) {
        JsonWriter json = event("state").field("state", state.text()).field("time", time.toString());
        error.ifPresent(why -> why.writeTo(json));
        return payload(json);
    }

    private static JsonWriter event(String type) {
        return new JsonWriter().beginObject().field("type", type);
    }

    private static Payload payload(JsonWriter json) {
        return new Payload(
                Payload.JSON_TYPE, Payload.Kind.JSON, json.endObject().toBytes());
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        if (first.length == 0) {
            return second;
        }
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
