package dev.tandem.eventloop;

/**
 * What this model alone is told.
 *
 * @param threads how many event loops there are; 1 is Tornado's model
 */
public record EventLoopSettings(int threads) {}
