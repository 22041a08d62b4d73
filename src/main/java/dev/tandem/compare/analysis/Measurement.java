package dev.tandem.compare.analysis;

import java.util.List;
import java.util.Optional;

/**
 * One run of one scenario against one side.
 *
 * @param pair which of the pairs it belongs to, from 0
 * @param first whether it came before the other of its pair
 * @param load absent where no requests are made
 * @param memory with growing numbers of connections, empty where that is not measured
 * @param recovery from an overload, empty if that was not measured
 * @param faults why the run says nothing; empty for a good one
 */
public record Measurement(
        String scenario,
        Side side,
        int pair,
        boolean first,
        Optional<Load> load,
        Usage usage,
        List<MemoryPoint> memory,
        Optional<Recovery> recovery,
        List<String> faults) {
    public boolean isVoid() {
        return !faults.isEmpty();
    }
}
