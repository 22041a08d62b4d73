package dev.tandem.core.channel;

import java.util.List;

/**
 * A part of a channel's history.
 *
 * @param position how far this page reaches; the next one is read after it
 * @param recovered {@code false} if publications after the client's cursor may have been lost
 */
public record HistoryPage(
        ChannelName channel, StreamPosition position, boolean recovered, List<Publication> publications) {}
