package dev.tandem.core.api;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
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
        return new Problem(
                        ProblemCode.PAYLOAD_TOO_LARGE,
                        "The body is larger than %d bytes".formatted(maxBytes),
                        Optional.empty(),
                        Optional.of("at most %d bytes".formatted(maxBytes)))
                .asException();
    }

    /** Bodies are kept as they are sent, and whoever gets one later is not told how it was encoded. */
    static void requireIdentityEncoding(RequestHead head) {
        head.header("Content-Encoding")
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .ifPresent(encoding -> {
                    throw Problem.invalid(
                                    ProblemCode.CONTENT_ENCODING_UNSUPPORTED, "Content-Encoding", encoding, "identity")
                            .asException();
                });
    }

    /** The server could not make sense of the request; {@code code} says in which way. */
    public static ProblemException unreadable(ProblemCode code) {
        return Problem.of(code, code.title()).asException();
    }

    /** A fault of ours; what it was goes to the log and to nobody else. */
    public static Problem internalError() {
        return Problem.of(ProblemCode.INTERNAL_ERROR, "The request could not be handled; the fault is the server's");
    }
}
