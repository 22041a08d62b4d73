package dev.tandem.core.task;

/** Who is told how far something has come. */
@FunctionalInterface
public interface Progress {
    /** Nobody. */
    Progress UNTOLD = (done, total) -> {};

    /** So many of so many parts are done: URLs fetched, names resolved, rounds computed. */
    void progress(int done, int total);
}
