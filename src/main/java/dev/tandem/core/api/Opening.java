package dev.tandem.core.api;

/** What becomes of a request for a stream: the stream, or an answer where there is nothing to stream. */
public sealed interface Opening permits Answer, StreamPlan {}
