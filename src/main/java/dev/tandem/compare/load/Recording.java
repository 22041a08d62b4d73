package dev.tandem.compare.load;

import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What became of everything that was due in one span of time, from the first of it to the last answer.
 *
 * <p>Written to by the generator's thread alone, until it is handed over.
 */
public final class Recording {
    /** The longest time that a histogram tells from longer ones, in nanoseconds. */
    static final long LONGEST = Duration.ofMinutes(2).toNanos();

    static final int DIGITS = 3;

    private final Window window;
    private final Histogram latency = new Histogram(LONGEST, DIGITS);
    private final Histogram lateness = new Histogram(LONGEST, DIGITS);
    private final Histogram ownLateness = new Histogram(LONGEST, DIGITS);
    private final SortedMap<String, Long> errors = new TreeMap<>();
    private long due;
    private long dueTimes;
    private long completed;
    private long answered;
    private long open;
    private long failedNanos;
    private long sampledAt;
    private long lastInFlight = -1;
    private double areaInFlight;
    private double sampledNanos;
    private long bytes;

    Recording(Window window) {
        this.window = window;
    }

    Recording(long begin, Duration span) {
        this(new Window(span).begin(begin));
    }

    /** Whether something that happens then, or was meant to, belongs here. */
    boolean covers(long time) {
        return window.covers(time);
    }

    boolean isOver(long now) {
        return window.isOver(now);
    }

    /** Whether everything that belongs here has ended. */
    boolean isComplete(long now) {
        return isOver(now) && open == 0;
    }

    /** Something was due, which was noticed now. */
    void due(long intended, long now) {
        long late = now - intended;
        due++;
        dueTimes += intended;
        open++;
        ownLateness.recordValue(Math.clamp(late, 0, LONGEST));
    }

    /**
     * The generator looked around, as it means to at even intervals. Who is late for that is also late for what is there to be
     * read; a long time away stands for each look that should have been taken in it.
     */
    void looked(long late, long interval) {
        ownLateness.recordValueWithExpectedInterval(Math.clamp(late, 0, LONGEST), interval);
    }

    /** A good end came, of whatever. */
    void answered(long now) {
        if (covers(now)) {
            answered++;
        }
    }

    void sent(long late) {
        lateness.recordValue(Math.clamp(late, 0, LONGEST));
    }

    void completed(long nanos, int size) {
        open--;
        received(nanos, size);
    }

    /** Something came that is not the answer to one request. */
    void received(long nanos, int size) {
        completed++;
        bytes += size;
        latency.recordValue(Math.clamp(nanos, 0, LONGEST));
    }

    void failed(long nanos, String how) {
        open--;
        failedNanos += nanos;
        error(how);
    }

    private void error(String how) {
        errors(how, 1);
    }

    /** Adds what another thread has received in the same time; it is handed over. */
    void add(Recording other) {
        completed += other.completed;
        answered += other.answered;
        bytes += other.bytes;
        latency.add(other.latency);
        ownLateness.add(other.ownLateness);
        other.errors.forEach(this::errors);
    }

    /** So many came to the same bad end. */
    void errors(String how, long count) {
        if (count > 0) {
            errors.merge(how, count, Long::sum);
        }
    }

    /** So many were due and not answered then. Between two samples they change evenly; a late one counts for more time. */
    void sample(long now, long inFlight) {
        long until = isOver(now) ? window.end() : now;
        if (lastInFlight >= 0) {
            long nanos = until - sampledAt;
            areaInFlight += (lastInFlight + inFlight) / 2.0 * nanos;
            sampledNanos += nanos;
        }
        sampledAt = until;
        lastInFlight = inFlight;
    }

    /** Whether the last sample is so old. */
    boolean wantsSample(long now, long interval) {
        return now - sampledAt > interval;
    }

    /** How long it was. */
    public Duration span() {
        return window.length();
    }

    /** How many were due. */
    public long dueCount() {
        return due;
    }

    /** When each of them was, added up: whether others are the same. */
    long dueTimes() {
        return dueTimes;
    }

    /** How many came to a good end. */
    public long completedCount() {
        return completed;
    }

    /** How many good ends came in its time, whenever they were due: what was done in it. */
    public long answeredCount() {
        return answered;
    }

    /** The bytes of what came. */
    public long byteCount() {
        return bytes;
    }

    /** How many came to which bad end. */
    public SortedMap<String, Long> errors() {
        return errors;
    }

    /** From the intended time to the end of each of those that failed, added up. */
    public long failedNanos() {
        return failedNanos;
    }

    /** From the intended time to the last byte of the answer, in nanoseconds. */
    public Histogram latency() {
        return latency;
    }

    /** From the intended time to that at which it was sent, in nanoseconds. */
    public Histogram lateness() {
        return lateness;
    }

    /**
     * That part of it which is the generator's own: until it noticed that something was due, in nanoseconds. Beside what was due
     * it counts looks at even intervals, so that it also tells of a generator that is busy with reading.
     */
    public Histogram ownLateness() {
        return ownLateness;
    }

    /** How many were due and not yet answered, on average over moments that a clock chose. */
    public double meanInFlight() {
        return sampledNanos == 0 ? 0 : areaInFlight / sampledNanos;
    }
}
