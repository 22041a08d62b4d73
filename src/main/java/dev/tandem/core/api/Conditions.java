package dev.tandem.core.api;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.Optional;

/**
 * What a request requires of the entity tag of what it is about (RFC 9110, 13).
 *
 * @param ifMatch the tags of which it must be one
 * @param ifNoneMatch the tags of which it must be none
 */
record Conditions(Optional<EntityTags> ifMatch, Optional<EntityTags> ifNoneMatch) {

    /** @throws dev.tandem.core.problem.ProblemException {@code etag_invalid} */
    static Conditions of(RequestHead head) {
        return new Conditions(EntityTags.of(head, "If-Match"), EntityTags.of(head, "If-None-Match"));
    }

    /**
     * Checks all of it, for a request that changes something.
     *
     * @param tag absent where there is nothing
     * @throws dev.tandem.core.problem.ProblemException {@code precondition_failed}
     */
    void require(Optional<String> tag) {
        requireMatch(tag);
        if (ifNoneMatch.isPresent() && isKnown(tag)) {
            throw failed("If-None-Match", tag);
        }
    }

    /**
     * Checks {@code If-Match}: the other one is for a request that reads no failure.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code precondition_failed}
     */
    void requireMatch(Optional<String> tag) {
        if (ifMatch.isPresent() && tag.filter(ifMatch.get()::matchStrongly).isEmpty()) {
            throw failed("If-Match", tag);
        }
    }

    /** Whether the client has this already. */
    boolean isKnown(Optional<String> tag) {
        return tag.isPresent() && ifNoneMatch.isPresent() && ifNoneMatch.get().matchWeakly(tag.get());
    }

    private static RuntimeException failed(String field, Optional<String> tag) {
        return Problem.of(
                        ProblemCode.PRECONDITION_FAILED,
                        tag.map(current -> "%s: the entity tag is %s".formatted(field, current))
                                .orElseGet(() -> field + ": there is no entity tag, as it is not set"))
                .asException();
    }
}
