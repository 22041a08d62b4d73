package dev.tandem.compare.run;

/** Told of what is being done, so that whoever waits can see it. */
public interface Progress {
    /** What the present run is doing. */
    void phase(String what);
}
