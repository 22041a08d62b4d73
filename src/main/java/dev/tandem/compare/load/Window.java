package dev.tandem.compare.load;

import java.time.Duration;

/**
 * A span of time that several threads record. It covers nothing until it has begun; what is sent after that is received by a
 * thread that knows of it.
 */
final class Window {
    private final long nanos;
    private long begin;
    private volatile boolean begun;

    Window(Duration length) {
        nanos = length.toNanos();
    }

    /** Begins; once. */
    Window begin(long now) {
        begin = now;
        begun = true;
        return this;
    }

    /** Whether something that happens then, or was meant to, belongs here. */
    boolean covers(long time) {
        return begun && time - begin >= 0 && time - begin < nanos;
    }

    boolean isOver(long now) {
        return begun && now - begin >= nanos;
    }

    long end() {
        return begin + nanos;
    }

    Duration length() {
        return Duration.ofNanos(nanos);
    }
}
