package dev.tandem.core.api;

import dev.tandem.core.DurationText;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** The problems that a model finds before an operation is reached. */
public final class Refusals {
    private Refusals() {}

    /** No operation has this path. */
    public static ProblemException routeUnknown(String path) {
        return Problem.invalid(ProblemCode.ROUTE_UNKNOWN, "path", path, "a path of /openapi.yaml")
                .asException();
    }

    /** There are operations with this path, but not with this method. */
    public static ProblemException methodNotAllowed(String method, Collection<String> allowed) {
        return Problem.invalid(
                        ProblemCode.METHOD_NOT_ALLOWED, "method", method, String.join(", ", new TreeSet<>(allowed)))
                .asException();
    }

    /** The body is larger than {@code maxBytes}. */
    public static ProblemException payloadTooLarge(int maxBytes) {
        return tooLarge(ProblemCode.PAYLOAD_TOO_LARGE, "The body is larger", maxBytes)
                .asException();
    }

    /** The server could not make sense of the request; {@code code} says in which way. */
    public static ProblemException unreadable(ProblemCode code) {
        return Problem.of(code, code.title()).asException();
    }

    /**
     * A server of a model could not make sense of the request; {@code code} says in which way.
     *
     * @param maxHeadBytes the most that the request line and the header fields may take together
     * @param timeout from a request's first byte to its last
     */
    public static Problem unreadable(ProblemCode code, int maxHeadBytes, Duration timeout) {
        return switch (code) {
            case REQUEST_TIMEOUT -> late(code, DurationText.of(timeout));
            case URI_TOO_LONG -> tooLarge(code, "The request line is longer", maxHeadBytes);
            case HEADERS_TOO_LARGE -> tooLarge(code, "The request line and the header fields are larger", maxHeadBytes);
            default -> unreadable(code).problem();
        };
    }

    private static Problem late(ProblemCode code, String timeout) {
        return new Problem(
                code,
                "The request was not complete within " + timeout,
                Optional.empty(),
                Optional.of("all of it within " + timeout));
    }

    private static Problem tooLarge(ProblemCode code, String what, int maxBytes) {
        return new Problem(
                code,
                "%s than %d bytes".formatted(what, maxBytes),
                Optional.empty(),
                Optional.of("at most %d bytes".formatted(maxBytes)));
    }

    /** A fault of ours; what it was goes to the log and to nobody else. */
    public static Problem internalError() {
        return Problem.of(ProblemCode.INTERNAL_ERROR, "The request could not be handled; the fault is the server's");
    }
}
