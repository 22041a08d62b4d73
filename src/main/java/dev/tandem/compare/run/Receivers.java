package dev.tandem.compare.run;

import dev.tandem.compare.load.Endpoint;
import dev.tandem.compare.load.Generator;
import dev.tandem.compare.load.Subscribers;
import java.util.ArrayList;
import java.util.List;

/**
 * All that receive in a fan-out, on as many threads as they are worth: one alone would have to read for longer than a server with
 * two cores writes, and its time would be measured.
 */
final class Receivers implements AutoCloseable {
    private static final int MOST_THREADS = 4;

    private final Scenario.FanOut scenario;
    private final List<Generator> generators = new ArrayList<>();
    private final List<Subscribers> subscribers = new ArrayList<>();

    /** @param first the one that publishes, which receives as well, and is not closed here */
    Receivers(Generator first, Endpoint endpoint, Scenario.FanOut scenario) {
        this.scenario = scenario;
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
        generators.add(first);
        while (generators.size() < threads) {
            generators.add(new Generator("tandem-load"));
        }
        generators.forEach(generator ->
                subscribers.add(new Subscribers(generator, endpoint, scenario.transport(), scenario.subscribe())));
    }

    /**
     * Waits until all are subscribed.
     *
     * @throws java.util.concurrent.CompletionException if one can't be
     */
    void open() {
        for (int i = 0; i < subscribers.size(); i++) {
            subscribers.get(i).open(part(scenario.subscribers(), i), part(scenario.dead(), i));
        }
    }

    private int part(int all, int index) {
        return all / subscribers.size() + (index < all % subscribers.size() ? 1 : 0);
    }

    List<Generator> generators() {
        return generators;
    }

    List<Subscribers> subscribers() {
        return subscribers;
    }

    /** What is wrong if the server has cut off some that did read, and so had less to do. */
    List<String> faults() {
        long dropped = subscribers.stream().mapToLong(Subscribers::droppedCount).sum();
        return dropped > 0 ? List.of("%d subscribers were cut off".formatted(dropped)) : List.of();
    }

    @Override
    public void close() {
        subscribers.forEach(Subscribers::close);
        generators.stream().skip(1).forEach(Generator::close);
    }
}
