package dev.tandem.core.api;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The query parameters of a request; all of them are known, and each stands there once unless asked for by {@link #all}. */
public final class Query {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads a query.
     *
     * @param allowed the names that the operation takes
     * @throws dev.tandem.core.problem.ProblemException {@code parameter_unknown}, {@code request_malformed}
     */
    public static Query parse(Optional<String> rawQuery, Set<String> allowed) {
        if (rawQuery.isEmpty() || rawQuery.get().isEmpty()) {
            return new Query(Map.of());
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : rawQuery.get().split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = PercentEncoding.decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : PercentEncoding.decode(pair.substring(equals + 1), true);
            if (!allowed.contains(name)) {
                throw Problem.invalid(
                                ProblemCode.PARAMETER_UNKNOWN,
                                "query parameter",
                                name,
                                allowed.isEmpty() ? "none" : String.join(", ", new TreeSet<>(allowed)))
                        .asException();
            }
            values.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(value);
        }
        return new Query(values);
    }

    /** Every value of a parameter that may be repeated, in order. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code parameter_repeated} */
    Optional<String> one(String name) {
        List<String> all = all(name);
        if (all.size() > 1) {
            throw Problem.invalid(ProblemCode.PARAMETER_REPEATED, name, String.join(", ", all), "one value")
                    .asException();
        }
        return all.stream().findFirst();
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code limit_invalid} */
    int limit(String name, int ifAbsent, int max) {
        return limit(name, max).orElse(ifAbsent);
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code limit_invalid} */
    Optional<Integer> limit(String name, int max) {
        OptionalInt limit = number(name, 1, max, ProblemCode.LIMIT_INVALID);
        return limit.isPresent() ? Optional.of(limit.getAsInt()) : Optional.empty();
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code code} where it is not a number from {@code min} to {@code max} */
    OptionalInt number(String name, int min, int max, ProblemCode code) {
        Optional<String> text = one(name);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        int number = NUMBER.matcher(text.get()).matches() ? Integer.parseInt(text.get()) : -1;
        if (number < min || number > max) {
            throw Problem.invalid(code, name, text.get(), min + " to " + max).asException();
        }
        return OptionalInt.of(number);
    }

    /**
     * A duration from zero to {@code max}.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code duration_invalid}
     */
    Duration duration(String name, Duration ifAbsent, Duration max) {
        return durationFrom(name, Duration.ZERO, max).orElse(ifAbsent);
    }

    /** @throws dev.tandem.core.problem.ProblemException {@code duration_invalid} */
    Optional<Duration> durationFrom(String name, Duration min, Duration max) {
        return one(name).map(text -> Durations.parse(name, text, min, max));
    }
}
