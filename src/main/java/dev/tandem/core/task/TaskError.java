package dev.tandem.core.task;

import dev.tandem.core.DurationText;
import dev.tandem.core.json.JsonWriter;
import java.time.Duration;

/**
 * Why a task has no result.
 *
 * @param code the stable name
 * @param detail a sentence for the person who reads it
 */
public record TaskError(String code, String detail) {
    static final TaskError KILLED = new TaskError("killed", "A client had it stopped");
    static final TaskError SHUTDOWN = new TaskError("shutdown", "The server was shut down");

    static TaskError of(TaskFailure failure) {
        return new TaskError(failure.code(), failure.detail());
    }

    static TaskError timedOut(Duration timeout) {
        return new TaskError("timed_out", "It was not done within " + DurationText.of(timeout));
    }

    void writeTo(JsonWriter json) {
        write(json, code, detail);
    }

    /** Writes the field that says what went wrong, with a task or with a part of it. */
    static void write(JsonWriter json, String code, String detail) {
        json.field("error")
                .beginObject()
                .field("code", code)
                .field("detail", detail)
                .endObject();
    }
}
