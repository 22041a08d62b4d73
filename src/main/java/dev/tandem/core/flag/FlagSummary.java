package dev.tandem.core.flag;

/**
 * A flag in a list.
 *
 * @param waiting how many clients wait for it
 */
public record FlagSummary(FlagName name, boolean set, int waiting) {}
