package dev.tandem.core.api;

import dev.tandem.core.channel.StreamPosition;
import java.util.Optional;

/**
 * Where a client says that it has read to.
 *
 * @param source the parameter or header that it came in
 */
record Cursor(String source, String text) {

    /** {@code Last-Event-ID} is newer than the {@code after} of the URL with which an EventSource reconnects. */
    static Optional<Cursor> of(Query query, RequestHead head) {
        Optional<String> after = query.one("after");
        return head.header("Last-Event-ID")
                .filter(id -> !id.isEmpty())
                .map(id -> new Cursor("Last-Event-ID", id))
                .or(() -> after.map(text -> new Cursor("after", text)));
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code cursor_invalid} */
    StreamPosition position() {
        return StreamPosition.parse(source, text);
    }
}
