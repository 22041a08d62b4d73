package dev.tandem.core;

/** The two concurrency models through which the same operations are served. */
public enum Model {
    /** WebFlux on Reactor Netty: few threads, none of which may block. */
    EVENT_LOOP("event-loop"),
    /** Spring MVC on Tomcat: one virtual thread for each thing that waits. */
    VIRTUAL_THREAD("virtual-thread");

    private final String text;

    Model(String text) {
        this.text = text;
    }

    /** The name in configuration, headers, metrics and logs, for example {@code event-loop}. */
    public String text() {
        return text;
    }
}
