package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.Query;
import dev.tandem.core.api.Refusals;
import dev.tandem.core.api.RequestHead;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.wait.Caller;
import dev.tandem.routing.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request that has found its operation.
 *
 * @param variables the variable segments of the path, still percent-encoded
 * @param headers what every answer to this request carries
 * @param caller whoever sent this
 */
record Call(
        HttpServletRequest request,
        RequestHead head,
        Route route,
        List<String> variables,
        Query query,
        Map<String, String> headers,
        Caller caller,
        RequestTimer timer) {
    private static final long PRESENCE_CHECK_MILLIS = 500;
    private static final int FIRST_PART = 8 * 1024;

    /** The only variable segment, or the first. */
    String name() {
        return variables.getFirst();
    }

    /** The second variable segment. */
    String id() {
        return variables.get(1);
    }

    /**
     * Waits for an answer, and looks up now and then whether there is still somebody to wait for.
     *
     * @throws dev.tandem.core.problem.ProblemException if it is a refusal
     * @throws ClientLeftException if there is nobody left
     */
    Answer await(CompletableFuture<Answer> answer) throws ClientLeftException {
        while (true) {
            try {
                return answer.get(PRESENCE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (HttpConnection.of(request).clientHasLeft()) {
                    throw giveUp(answer);
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ProblemException refused
                        ? refused
                        : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw giveUp(answer);
            }
        }
    }

    /** An answer that came at the last moment is given to nobody, and takes back what it gives. */
    private static ClientLeftException giveUp(CompletableFuture<Answer> answer) {
        if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
            answer.join().undeliverable().ifPresent(Runnable::run);
        }
        return new ClientLeftException();
    }

    /**
     * Waits for the end of a request whose body is of no interest, and so for the client to have said all that it had to
     * say; for an operation that takes longer than a client may take.
     */
    void awaitEnd() throws IOException {
        if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) {
            return;
        }
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
