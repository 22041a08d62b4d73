package dev.tandem.core.registry;

import dev.tandem.core.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Things by their names. One comes into being when it is first used, and is forgotten when it is found to be idle or is
 * removed, inside its own monitor: whoever has looked it up meanwhile finds it forgotten, and looks again.
 *
 * <p>Thread-safe.
 */
public final class Registry<T extends Entry> {
    private final int max;
    private final Problem full;
    private final ConcurrentNavigableMap<String, T> entries = new ConcurrentSkipListMap<>();

    /** Taken for making an entry and for forgetting it, the latter inside the entry's monitor; no monitor is entered under it. */
    private final Object turn = new Object();

    private volatile int size;

    /**
     * Nothing is there yet.
     *
     * @param max the most entries at a time
     * @param full why there can't be another one
     */
    public Registry(int max, Problem full) {
        this.max = max;
        this.full = full;
    }

    /**
     * Does something with an entry, inside its monitor.
     *
     * @param create makes the entry, should there be none
     * @throws dev.tandem.core.problem.ProblemException if there is no room for another one, or what {@code create} or {@code
     *     action} throws
     */
    public <R> R use(String name, Function<String, T> create, Function<T, R> action) {
        return use(name, max, create, action);
    }

    /** The same for an entry that has to come into being even where there are as many as may be. */
    public <R> R useInAnyCase(String name, Function<String, T> create, Function<T, R> action) {
        return use(name, Integer.MAX_VALUE, create, action);
    }

    private <R> R use(String name, int most, Function<String, T> create, Function<T, R> action) {
        while (true) {
            Optional<R> result = enter(find(name, most, create), action);
            if (result.isPresent()) {
                return result.get();
            }
        }
    }

    /** Does something with an entry, inside its monitor, if there is one. */
    public <R> Optional<R> useIfPresent(String name, Function<T, R> action) {
        return Optional.ofNullable(entries.get(name)).flatMap(entry -> enter(entry, action));
    }

    /**
     * The entries whose names follow {@code after} and begin with {@code prefix}, by name, at most {@code limit}.
     *
     * @param describe what is to be told of each; called inside its monitor
     */
    public <R> List<R> list(Optional<String> after, String prefix, int limit, Function<T, R> describe) {
        return following(after, prefix).values().stream()
                .takeWhile(entry -> entry.name().startsWith(prefix))
                .map(entry -> enter(entry, describe))
                .flatMap(Optional::stream)
                .limit(limit)
                .toList();
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** Forgets an entry, idle or not, if there is one; {@code end} brings it to its end, inside its monitor. */
    public void remove(String name, Consumer<T> end) {
        var _ = useIfPresent(name, entry -> {
            end.accept(entry);
            forget(entry);
            return true;
        });
    }

    /** Forgets an entry, should it be idle. Called inside its monitor. */
    public void forgetIfIdle(T entry) {
        if (!entry.isForgotten() && entry.isIdle()) {
            forget(entry);
        }
    }

    private void forget(T entry) {
        entry.forget();
        synchronized (turn) {
            entries.remove(entry.name());
            size--;
        }
    }

    /** Forgets all that are idle. */
    public void forgetIdle() {
        entries.values().forEach(entry -> entry.monitor().run(() -> forgetIfIdle(entry)));
    }

    private <R> Optional<R> enter(T entry, Function<T, R> action) {
        return entry.monitor().enter(() -> {
            if (entry.isForgotten()) {
                return Optional.empty();
            }
            try {
                return Optional.of(action.apply(entry));
            } finally {
                forgetIfIdle(entry);
            }
        });
    }

    private T find(String name, int most, Function<String, T> create) {
        T existing = entries.get(name);
        return existing == null ? findOrCreate(name, most, create) : existing;
    }

    /** One after another, so that none is refused for the sake of one that makes the same, or is already forgotten. */
    private T findOrCreate(String name, int most, Function<String, T> create) {
        synchronized (turn) {
            T existing = entries.get(name);
            if (existing != null) {
                return existing;
            }
            // Made first: what can't be is refused for that, and not for want of room.
            T created = create.apply(name);
            if (size >= most) {
                throw full.asException();
            }
            entries.put(name, created);
            size++;
            return created;
        }
    }

    /** The names are sorted, so those with a prefix stand together: a listing looks at no other. */
    private ConcurrentNavigableMap<String, T> following(Optional<String> after, String prefix) {
        return after.filter(name -> name.compareTo(prefix) >= 0)
                .map(name -> entries.tailMap(name, false))
                .orElseGet(() -> entries.tailMap(prefix, true));
    }
}
