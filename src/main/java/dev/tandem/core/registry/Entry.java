package dev.tandem.core.registry;

import dev.tandem.core.wait.Monitor;

/** One of the things of a {@link Registry}. What it holds is guarded by its monitor. */
public abstract class Entry {
    private final String name;
    private final Monitor monitor = new Monitor();
    private volatile boolean forgotten;

    protected Entry(String name) {
        this.name = name;
    }

    /** Whether nobody finds it any more, which it stays for good; no need to be inside the monitor. */
    public final boolean isForgotten() {
        return forgotten;
    }

    protected final Monitor monitor() {
        return monitor;
    }

    /** Whether there is nothing about it that anybody could miss. Called inside the monitor. */
    protected abstract boolean isIdle();

    final String name() {
        return name;
    }

    final void forget() {
        forgotten = true;
    }
}
