package dev.tandem.compare.analysis;

import java.util.OptionalLong;

/**
 * What a server holds with so many connections open.
 *
 * @param heapBytes after a full collection
 * @param rssBytes the resident set of the process
 */
public record MemoryPoint(int connections, OptionalLong heapBytes, OptionalLong rssBytes) {}
