package dev.tandem.core;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The models that this process serves, and whether each of them wants traffic. Thread-safe. */
public final class ServedModels {
    private final Map<Model, Readiness> readiness = new EnumMap<>(Model.class);

    /** @param models at least one; none of them is ready yet */
    public ServedModels(Iterable<Model> models) {
        models.forEach(model -> readiness.put(model, new Readiness()));
    }

    /** Those that are served, in the order of their declaration. */
    public Set<Model> models() {
        return Collections.unmodifiableSet(readiness.keySet());
    }

    /** @throws IllegalArgumentException if the model is not served */
    public Readiness readiness(Model model) {
        Readiness found = readiness.get(model);
        if (found == null) {
            throw new IllegalArgumentException("model: %s (expected: one of %s)".formatted(model, models()));
        }
        return found;
    }

    /** Whether every one of them is ready: the process is. */
    public boolean allReady() {
        return readiness.values().stream().allMatch(Readiness::isReady);
    }

    /** The whole process is about to stop. */
    public void draining() {
        readiness.values().forEach(Readiness::draining);
    }
}
