package dev.tandem.core.task;

import dev.tandem.core.json.JsonWriter;
import java.time.Instant;
import java.util.Optional;

/**
 * A task at one moment.
 *
 * @param started when its work began; absent while it waits for its turn, and for ever if it was killed before
 * @param ended when nothing of the work was left
 * @param error why there is no result; absent until it is over
 * @param encoded what clients are told when it is over, with its result, encoded once for all of them
 */
public record TaskView(
        TaskId id,
        TaskKind kind,
        TaskState state,
        Optional<String> group,
        Instant created,
        Optional<Instant> started,
        Optional<Instant> ended,
        Optional<Progress> progress,
        Optional<TaskError> error,
        Optional<byte[]> encoded) {

    /** So many of so many parts are done. */
    public record Progress(int done, int total) {}

    /** What clients are told; must not be changed. */
    public byte[] json() {
        return encoded.orElseGet(() -> encode(Optional.empty()));
    }

    /** Writes what clients are told, but for the result. */
    public void writeFields(JsonWriter json) {
        json.field("id", id.text()).field("kind", kind.text()).field("state", state.text());
        group.ifPresent(name -> json.field("group", name));
        json.field("created", created.toString());
        started.ifPresent(time -> json.field("started", time.toString()));
        ended.ifPresent(time -> json.field("ended", time.toString()));
        progress.ifPresent(parts -> json.field("progress")
                .beginObject()
                .field("done", parts.done())
                .field("total", parts.total())
                .endObject());
        error.ifPresent(why -> why.writeTo(json));
    }

    /** The same, as all clients are going to be told from now on. */
    TaskView encoded(Optional<byte[]> result) {
        return new TaskView(
                id, kind, state, group, created, started, ended, progress, error, Optional.of(encode(result)));
    }

    private byte[] encode(Optional<byte[]> result) {
        var json = new JsonWriter(512 + result.map(bytes -> bytes.length).orElse(0)).beginObject();
        writeFields(json);
        result.ifPresent(bytes -> json.field("result").raw(bytes));
        return json.endObject().toBytes();
    }
}
