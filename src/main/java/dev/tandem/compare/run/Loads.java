package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Load;
import dev.tandem.compare.load.Recording;
import dev.tandem.compare.load.StreamLoad;
import org.HdrHistogram.Histogram;

/** What was recorded, as it is looked at. */
final class Loads {
    private Loads() {}

    static Load of(Recording recording) {
        return new Load(
                recording.span(),
                recording.dueCount(),
                recording.completedCount(),
                recording.answeredCount(),
                recording.errors(),
                recording.failedNanos(),
                recording.latency(),
                recording.lateness(),
                recording.ownLateness(),
                recording.meanInFlight());
    }

    static Load of(StreamLoad.Delivered delivered) {
        Recording received = delivered.delivered();
        Histogram ownLateness = delivered.published().ownLateness().copy();
        ownLateness.add(received.ownLateness());
        return new Load(
                received.span(),
                delivered.expected(),
                received.completedCount(),
                received.answeredCount(),
                delivered.errors(),
                0,
                received.latency(),
                delivered.published().lateness(),
                ownLateness,
                -1);
    }
}
