package dev.tandem.core.api;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of an {@code If-Match} or {@code If-None-Match} field (RFC 9110, 13.1.1 and 13.1.2).
 *
 * @param any whether it is {@code *}: whatever there is
 * @param strong the opaque tags, quotes included, of those that are not weak
 * @param all the opaque tags of all
 */
record EntityTags(boolean any, Set<String> strong, Set<String> all) {
    private static final EntityTags ANY = new EntityTags(true, Set.of(), Set.of());

    /** One element of a list, which may be empty (RFC 9110, 5.6.1.2), and what ends it. Possessive, so that it is linear. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*+(?:(W/)?+(\"[\\x21\\x23-\\x7e\\x80-\\xff]*+\"))?+[ \\t]*+(?:,|\\z)");

    /**
     * The tags of a field; absent if there is no such field.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code etag_invalid}
     */
    static Optional<EntityTags> of(RequestHead head, String field) {
        return head.header(field).map(value -> parse(field, value));
    }

    private static EntityTags parse(String field, String value) {
        if (value.strip().equals("*")) {
            return ANY;
        }
        Set<String> strong = new HashSet<>();
        Set<String> all = new HashSet<>();
        Matcher element = ELEMENT.matcher(value);
        for (int at = 0; at < value.length(); at = element.end()) {
            if (!element.region(at, value.length()).lookingAt()) {
                throw invalid(field, value);
            }
            if (element.group(2) != null) {
                all.add(element.group(2));
            }
            if (element.group(2) != null && element.group(1) == null) {
                strong.add(element.group(2));
            }
        }
        if (all.isEmpty()) {
            throw invalid(field, value);
        }
        return new EntityTags(false, strong, all);
    }

    /** Whether one of them is {@code tag}, which is strong, and is not weak itself (RFC 9110, 8.8.3.2). */
    boolean matchStrongly(String tag) {
        return any || strong.contains(tag);
    }

    /** Whether one of them is {@code tag}, weak or not. */
    boolean matchWeakly(String tag) {
        return any || all.contains(tag);
    }

    private static RuntimeException invalid(String field, String value) {
        return Problem.invalid(ProblemCode.ETAG_INVALID, field, value, "* or a list of entity tags (RFC 9110, 8.8.3)")
                .asException();
    }
}
