package dev.tandem.core.registry;

import dev.tandem.core.wait.Monitor;

/** One of the things of a {@link Registry}. What it holds is guarded by its monitor. */
public abstract class Entry {
    private final String name;
    private final Monitor monitor = new Monitor();
    private boolean forgotten;

    protected Entry(String name) {
        this.name = name;
    }

    protected final Monitor monitor() {
        return monitor;
    }

    /** Whether there is nothing about it that anybody could miss. Called inside the monitor. */
    protected abstract boolean isIdle();

    final String name() {
        return name;
    }

    final boolean isForgotten() {
        return forgotten;
    }

    final void forget() {
        forgotten = true;
    }
}
