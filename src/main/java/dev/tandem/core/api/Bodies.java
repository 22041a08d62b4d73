package dev.tandem.core.api;

import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.Locale;

/** What is asked of a body before it is looked at. */
final class Bodies {
    private Bodies() {}

    /** @throws dev.tandem.core.problem.ProblemException {@code content_encoding_unsupported} */
    static void requireIdentityEncoding(RequestHead head) {
        head.header("Content-Encoding")
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .ifPresent(encoding -> {
                    throw Problem.invalid(
                                    ProblemCode.CONTENT_ENCODING_UNSUPPORTED, "Content-Encoding", encoding, "identity")
                            .asException();
                });
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code content_type_unsupported} */
    static void requireJson(RequestHead head) {
        String type = head.header("Content-Type").orElse("");
        String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!essence.equals(Payload.JSON_TYPE)) {
            throw Problem.invalid(ProblemCode.CONTENT_TYPE_UNSUPPORTED, "Content-Type", type, Payload.JSON_TYPE)
                    .asException();
        }
    }
}
