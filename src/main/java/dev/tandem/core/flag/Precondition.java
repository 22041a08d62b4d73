package dev.tandem.core.flag;

import java.util.Optional;

/** What must hold of a flag for an operation to be done, decided in the same step as the operation. */
@FunctionalInterface
public interface Precondition {
    /** Always holds. */
    Precondition NONE = tag -> {};

    /**
     * Looks at the flag.
     *
     * @param tag the flag's; absent while it is not set
     * @throws dev.tandem.core.problem.ProblemException if it does not hold
     */
    void check(Optional<String> tag);
}
