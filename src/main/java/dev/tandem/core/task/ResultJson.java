package dev.tandem.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.json.Utf8;
import dev.tandem.core.task.TaskInput.Fetch.BodyForm;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Results as clients see them. They are written once, when a task ends, and kept in this form. */
final class ResultJson {
    private ResultJson() {}

    static byte[] of(TaskInput input, TaskResult result) {
        var json = new JsonWriter().beginObject();
        switch (result) {
            case TaskResult.Slept() -> {
                // There is nothing to tell but that it is over.
            }
            case TaskResult.Fetched fetched -> {
                BodyForm form = input instanceof TaskInput.Fetch fetch ? fetch.body() : BodyForm.NONE;
                json.array("results", fetched.results(), one -> write(json, one, form));
            }
            case TaskResult.Resolved resolved -> json.array("results", resolved.results(), one -> write(json, one));
            case TaskResult.Exited exited -> write(json, exited);
            case TaskResult.Digested digested -> json.field("sha256", hex(digested.sha256()));
        }
        return json.endObject().toBytes();
    }

    private static void write(JsonWriter json, TaskResult.FetchResult result, BodyForm form) {
        json.beginObject().field("url", result.url().toString());
        switch (result) {
            case TaskResult.Response response -> {
                if (!response.location().equals(response.url())) {
                    json.field("location", response.location().toString());
                }
                json.field("status", response.status()).field("headers").beginObject();
                response.headers().forEach(json::field);
                json.endObject();
                switch (form) {
                    case CONTENT -> writeBytes(json, "body", "base64", response.body());
                    case SHA256 -> json.field("sha256", hex(response.body()));
                    case NONE -> {
                        // Its length is told all the same.
                    }
                }
                json.field("length", response.length())
                        .field("timings")
                        .beginObject()
                        .field("firstByte", response.firstByte().toMillis());
                writeTotal(json, response.total());
            }
            case TaskResult.FetchFailure failure -> {
                TaskError.write(json, failure.error().code(), failure.error().detail());
                json.field("timings").beginObject();
                writeTotal(json, failure.total());
            }
        }
        json.endObject();
    }

    private static void writeTotal(JsonWriter json, Duration total) {
        json.field("total", total.toMillis()).endObject();
    }

    private static void write(JsonWriter json, TaskResult.Resolution resolution) {
        json.beginObject().field("name", resolution.name());
        resolution
                .error()
                .ifPresentOrElse(
                        error -> TaskError.write(json, error.code(), error.detail()),
                        () -> json.array("addresses", resolution.addresses(), address -> write(json, address)));
        json.endObject();
    }

    private static void write(JsonWriter json, TaskResult.Address address) {
        json.beginObject()
                .field("address", address.address().getHostAddress())
                .field("type", address.type().name());
        address.ttl().ifPresent(seconds -> json.field("ttl", seconds));
        json.endObject();
    }

    private static void write(JsonWriter json, TaskResult.Exited exited) {
        json.field("exitCode", exited.exitCode());
        writeOutput(json, "stdout", exited.output(), exited.outputTruncated());
        writeOutput(json, "stderr", exited.errorOutput(), exited.errorOutputTruncated());
        json.field("truncated", exited.truncated());
    }

    /** Where output was cut, it may have been cut within a character. */
    private static void writeOutput(JsonWriter json, String name, byte[] bytes, boolean truncated) {
        int length = truncated ? Utf8.completeLength(bytes, 0, bytes.length) : bytes.length;
        writeBytes(json, name, name + "Base64", Arrays.copyOf(bytes, length));
    }

    private static void writeBytes(JsonWriter json, String textField, String base64Field, byte[] bytes) {
        if (Utf8.isValid(bytes)) {
            json.field(textField, new String(bytes, UTF_8));
        } else {
            json.field(base64Field, Base64.getEncoder().encodeToString(bytes));
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
