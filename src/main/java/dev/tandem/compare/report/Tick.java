package dev.tandem.compare.report;

/** A mark on an axis. */
record Tick(double value, String label) {}
