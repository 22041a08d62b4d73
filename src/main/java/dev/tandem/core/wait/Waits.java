package dev.tandem.core.wait;

import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Every wait of this process, so that those of a model that shuts down can be brought to their end: a client that waits
 * for five minutes must not hold up a server that has ten seconds.
 *
 * <p>Thread-safe. Its lock is taken inside the monitors of what is waited for, and no monitor is entered while it is held.
 */
public final class Waits {
    private final Ticker ticker;
    private final Map<Model, Open> open = new EnumMap<>(Model.class);

    /** The waits of one model, each with what brings it to its end. */
    private static final class Open {
        private final Set<Runnable> waits = new HashSet<>();
        private boolean ended;
    }

    public Waits(Ticker ticker) {
        this.ticker = ticker;
        for (Model model : Model.values()) {
            open.put(model, new Open());
        }
    }

    /** How many waits there are. */
    public int openCount() {
        int count = 0;
        for (Open ofModel : open.values()) {
            synchronized (ofModel) {
                count += ofModel.waits.size();
            }
        }
        return count;
    }

    /** A line of those who wait for something that {@code monitor} guards. */
    public <R, T> WaitLine<R, T> newLine(Monitor monitor, WaitLine.Keeper<R, T> keeper) {
        return new WaitLine<>(this, monitor, keeper);
    }

    /** Ends every wait of a model, as if its time were over, and those yet to come as soon as they have begun. */
    public void endAll(Model model) {
        Open ofModel = of(model);
        List<Runnable> ending;
        synchronized (ofModel) {
            ofModel.ended = true;
            ending = List.copyOf(ofModel.waits);
        }
        ending.forEach(Runnable::run);
    }

    /**
     * Begins a wait.
     *
     * @param expire ends it; called by another thread
     * @return to be cancelled when the wait has ended
     */
    Ticker.Timer begin(Model model, Duration wait, Runnable expire) {
        Open ofModel = of(model);
        synchronized (ofModel) {
            ofModel.waits.add(expire);
        }
        Ticker.Timer timer = ticker.schedule(wait, expire);
        return () -> {
            timer.cancel();
            synchronized (ofModel) {
                ofModel.waits.remove(expire);
            }
        };
    }

    /** Whether no more may wait; asked once a wait has begun, as it may have been too late for {@link #endAll}. */
    boolean hasEnded(Model model) {
        Open ofModel = of(model);
        synchronized (ofModel) {
            return ofModel.ended;
        }
    }

    long nanoTime() {
        return ticker.nanoTime();
    }

    private Open of(Model model) {
        Open found = open.get(model);
        if (found == null) {
            throw new IllegalArgumentException("model: " + model);
        }
        return found;
    }
}
