package dev.tandem.core.semaphore;

/**
 * What is known of a semaphore.
 *
 * @param permits how many it has
 * @param inUse how many of them clients have
 * @param waiting how many clients wait for one
 */
public record SemaphoreState(SemaphoreName name, int permits, int inUse, int waiting) {}
