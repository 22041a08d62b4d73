package dev.tandem.compare.load;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long it takes, from now on, until what is due is answered as before. Time is cut into windows; that is over with the
 * first of several in a row of which hardly a request was slow or failed.
 *
 * <p>Used by the generator's thread alone.
 */
final class Recovery {
    private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int IN_A_ROW = 5;
    private static final double SLOW = 0.05;

    private final long begin;
    private final long asBefore;
    private final int[] due;
    private final int[] ended;
    private final int[] slow;
    private final CompletableFuture<Optional<Duration>> result = new CompletableFuture<>();

    /**
     * @param begin of the first window
     * @param asBefore the longest latency that is not slow, in nanoseconds
     * @param atMost after which it is given up
     */
    Recovery(long begin, long asBefore, Duration atMost) {
        this.begin = begin;
        this.asBefore = asBefore;
        int windows = Math.toIntExact(Math.max(IN_A_ROW, atMost.toNanos() / WINDOW));
        due = new int[windows];
        ended = new int[windows];
        slow = new int[windows];
    }

    /** Empty if it does not come about. */
    CompletableFuture<Optional<Duration>> result() {
        return result;
    }

    void due(long intended) {
        if (covers(intended)) {
            due[window(intended)]++;
        }
    }

    /** A request has ended, for better or worse. */
    void ended(long intended, boolean good, long latency) {
        if (covers(intended)) {
            int window = window(intended);
            ended[window]++;
            slow[window] += good && latency <= asBefore ? 0 : 1;
        }
    }

    private boolean covers(long intended) {
        return intended - begin >= 0 && (intended - begin) / WINDOW < due.length;
    }

    private int window(long intended) {
        return (int) ((intended - begin) / WINDOW);
    }

    /** Looks whether it is over. */
    boolean isOver(long now) {
        long past = Math.min(due.length, (now - begin) / WINDOW);
        int inARow = 0;
        for (int i = 0; i < past && ended[i] == due[i]; i++) {
            inARow = slow[i] <= SLOW * due[i] ? inARow + 1 : 0;
            if (inARow == IN_A_ROW) {
                return result.complete(Optional.of(Duration.ofNanos((i + 1 - IN_A_ROW) * WINDOW)));
            }
        }
        return past == due.length && result.complete(Optional.empty());
    }
}
