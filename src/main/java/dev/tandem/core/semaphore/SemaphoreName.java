package dev.tandem.core.semaphore;

import dev.tandem.core.Names;
import dev.tandem.core.problem.ProblemCode;

/**
 * The name of a semaphore: 1 to 128 characters that need no escaping in a URL or JSON.
 *
 * @param text the name as it stands in the URL
 */
public record SemaphoreName(String text) {
    private static final int MAX_LENGTH = 128;

    /** @throws dev.tandem.core.problem.ProblemException {@code semaphore_name_invalid} */
    public SemaphoreName {
        Names.require("semaphore", text, MAX_LENGTH, ProblemCode.SEMAPHORE_NAME_INVALID);
    }

    @Override
    public String toString() {
        return text;
    }
}
