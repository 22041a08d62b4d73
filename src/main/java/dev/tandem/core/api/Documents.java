package dev.tandem.core.api;

/**
 * The documents that both models serve.
 *
 * @param index {@code GET /}
 * @param openapi {@code GET /openapi.yaml}
 */
public record Documents(Answer index, Answer openapi) {}
