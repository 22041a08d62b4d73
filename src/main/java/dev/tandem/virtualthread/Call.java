package dev.tandem.virtualthread;

import dev.tandem.core.api.Query;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.api.RequestHead;
import dev.tandem.routing.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * One request that has found its operation.
 *
 * @param variables the variable segments of the path, still percent-encoded
 * @param headers what every answer to this request carries
 */
record Call(
        HttpServletRequest request,
        RequestHead head,
        Route route,
        List<String> variables,
        Query query,
        Map<String, String> headers,
        RequestTimer timer) {
    private static final int FIRST_PART = 8 * 1024;

    /** The only variable segment. */
    String channel() {
        return variables.getFirst();
    }

    /** Whether there is nobody left to answer. */
    boolean clientHasLeft() {
        return HttpConnection.of(request).clientHasLeft();
    }

    /**
     * Waits for the end of a request whose body is of no interest, and so for the client to have said all that it had to
     * say; for an operation that takes longer than a client may take.
     */
    void awaitEnd() throws IOException {
        InputStream in = request.getInputStream();
        byte[] part = new byte[FIRST_PART];
        while (in.read(part) >= 0) {
            // Nobody asked for it.
        }
    }

    /**
     * The body, read in blocking style.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code payload_too_large}; of what is too large, no more is held
     *     than the bound
     */
    byte[] body(int maxBytes) throws IOException {
        long announced = request.getContentLengthLong();
        HttpConnection connection = HttpConnection.of(request);
        if (announced > maxBytes) {
            connection.leaveRest();
            throw Refusals.payloadTooLarge(maxBytes);
        }
        connection.expect(announced);
        InputStream in = request.getInputStream();
        var body = new ByteArrayOutputStream(Math.clamp(announced, 32, FIRST_PART));
        byte[] part = new byte[FIRST_PART];
        for (int length = in.read(part); length >= 0; length = in.read(part)) {
            body.write(part, 0, length);
            if (body.size() > maxBytes) {
                connection.leaveRest();
                throw Refusals.payloadTooLarge(maxBytes);
            }
        }
        return body.toByteArray();
    }
}
