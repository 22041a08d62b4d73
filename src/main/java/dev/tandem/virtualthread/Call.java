package dev.tandem.virtualthread;

import dev.tandem.core.api.Query;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.api.RequestHead;
import dev.tandem.routing.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
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

    /** The only variable segment. */
    String channel() {
        return variables.getFirst();
    }

    /** Whether there is nobody left to answer. */
    boolean clientHasLeft() {
        return request.getAttribute(ClientPresence.ATTRIBUTE) instanceof ClientPresence presence && presence.hasLeft();
    }

    /**
     * The body, read in blocking style.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code payload_too_large}; of what is too large, no more is held
     *     than the bound
     */
    byte[] body(int maxBytes) throws IOException {
        if (request.getContentLengthLong() > maxBytes) {
            throw Refusals.payloadTooLarge(maxBytes);
        }
        byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw Refusals.payloadTooLarge(maxBytes);
        }
        return body;
    }
}
