package dev.tandem.core;

/** Whether one model wants traffic. Thread-safe. */
public final class Readiness {
    private volatile boolean ready;

    public boolean isReady() {
        return ready;
    }

    /** The model serves. */
    public void ready() {
        ready = true;
    }

    /** The model is about to stop, or has stopped. */
    public void draining() {
        ready = false;
    }
}
