package dev.tandem.virtualthread;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tandem.core.api.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.tomcat.util.http.FastHttpDateFormat;

/** The status line and the header fields of an answer. */
final class AnswerHead {
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private AnswerHead() {}

    /**
     * As it goes over the wire, without a reason phrase: it says nothing that the status does not.
     *
     * @param connection what becomes of the connection; empty if it goes on, or the answer says it
     */
    static byte[] of(Answer answer, String connection) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        if (!connection.isEmpty()) {
            headers.put("Connection", connection);
        }
        if (answer.status() != NO_CONTENT && answer.status() != NOT_MODIFIED) {
            headers.put("Content-Length", Integer.toString(answer.body().length));
        }
        return of(answer.status(), headers);
    }

    /** The same of one whose body is not known yet, if it has any: the header fields say how it ends. */
    static byte[] of(int status, Map<String, String> headers) {
        var head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(status).append(" \r\n");
        headers.forEach((name, value) -> append(head, name, value));
        append(head, "Date", FastHttpDateFormat.getCurrentDate());
        return head.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private static void append(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
