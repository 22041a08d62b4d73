package dev.tandem.core.work;

/**
 * What came of a call.
 *
 * @param status whichever the upstream answered with
 * @param bytes how long the body was
 */
public record UpstreamReply(int status, long bytes) {}
