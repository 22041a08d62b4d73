package dev.tandem.core.api;

import dev.tandem.core.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Which page of a list of named things a request asks for.
 *
 * @param after the name after which the page begins
 * @param prefix what every name on it begins with
 * @param limit the most entries on it
 * @param <N> names
 */
record PageRequest<N>(Optional<N> after, String prefix, int limit) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    /**
     * Reads {@code after}, {@code prefix} and {@code limit}.
     *
     * @param name makes a name of a text, or refuses it; nothing else can a name begin with
     */
    static <N> PageRequest<N> of(Query query, Function<String, N> name) {
        PageRequest<N> page = ofAnyPrefix(query, name);
        if (!page.prefix().isEmpty()) {
            var _ = name.apply(page.prefix());
        }
        return page;
    }

    /** The same for a list that knows itself with what its names can begin. */
    static <N> PageRequest<N> ofAnyPrefix(Query query, Function<String, N> name) {
        int limit = limit(query);
        Optional<N> after = query.one("after").map(name);
        return new PageRequest<>(after, query.one("prefix").orElse(""), limit);
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code limit_invalid} */
    static int limit(Query query) {
        return query.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
    }

    /** How many entries to look for, so that it shows whether there is a next page. */
    int oneMore() {
        return limit + 1;
    }

    /**
     * The page.
     *
     * @param field the name of the array
     * @param found at most {@link #oneMore} entries
     * @param nameOf the {@code after} of the page that follows an entry
     */
    <T> Answer answer(String field, List<T> found, Function<T, String> nameOf, BiConsumer<JsonWriter, T> write) {
        List<T> page = found.subList(0, Math.min(limit, found.size()));
        var json = new JsonWriter().beginObject();
        json.array(field, page, entry -> write.accept(json, entry));
        if (found.size() > limit) {
            json.field("next", nameOf.apply(page.getLast()));
        }
        return Answer.json(200, json.endObject());
    }
}
