package dev.tandem.compare.run;

import dev.tandem.compare.load.Request;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * A mix of requests of somebody's own, as YAML:
 *
 * <pre>
 * name: checkout
 * title: what our shop does
 * connections: 512        # at most; 256 if it is not said
 * rate: 800               # a second; half of what the slower side can do, if it is not said
 * requests:
 *   - path: /v1/flags/open
 *     weight: 3           # 1 if it is not said
 *   - method: POST        # GET if it is not said
 *     path: /v1/channels/orders/messages
 *     headers: {Content-Type: application/json}
 *     body: '{"order":4711}'
 * </pre>
 */
public final class ScenarioFile {
    private static final int CONNECTIONS = 256;
    private static final Set<String> FIELDS = Set.of("name", "title", "connections", "rate", "requests");
    private static final Set<String> REQUEST_FIELDS = Set.of("method", "path", "weight", "headers", "body");
    /** These are written by whoever sends a request, and what they say has to be so. */
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private static final double LARGEST_NUMBER = 1e9;
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "DELETE", "HEAD");

    private final Path file;

    private ScenarioFile(Path file) {
        this.file = file;
    }

    /** @throws IllegalArgumentException if it can't be read, or says what it may not; the message tells where */
    public static Scenario read(Path file) {
        return new ScenarioFile(file).scenario();
    }

    private Scenario scenario() {
        Map<String, Object> all = map(load(), "the file", FIELDS);
        String name = text(all, "name", "");
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw wrong("name", name, "small letters, digits and hyphens");
        }
        List<Request> requests = new ArrayList<>();
        if (!(all.get("requests") instanceof List<?> list) || list.isEmpty()) {
            throw wrong("requests", all.get("requests"), "a list of at least one request");
        }
        for (Object request : list) {
            requests.add(request(map(request, "requests[%d]".formatted(requests.size()), REQUEST_FIELDS)));
        }
        int connections = (int) number(
                all,
                "connections",
                CONNECTIONS,
                "a whole number from 1 to 1e9",
                number -> number >= 1 && number == Math.rint(number));
        OptionalDouble rate = all.containsKey("rate")
                ? OptionalDouble.of(number(all, "rate", 0, "a number from 1 to 1e9", number -> number >= 1))
                : OptionalDouble.empty();
        return new Scenario.Requests(
                name, text(all, "title", file.getFileName().toString()), connections, requests, rate);
    }

    private Request request(Map<String, Object> fields) {
        String method = text(fields, "method", "GET").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw wrong("method", method, "one of " + METHODS.stream().sorted().toList());
        }
        String path = text(fields, "path", "");
        if (!path.startsWith("/") || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw wrong("path", path, "a path such as /livez, percent-encoded");
        }
        return new Request(
                method,
                path,
                headers(fields.getOrDefault("headers", Map.of())),
                text(fields, "body", ""),
                number(fields, "weight", 1, "a number above 0, to 1e9", number -> number > 0));
    }

    private Map<String, String> headers(Object value) {
        Map<String, String> headers = new LinkedHashMap<>();
        map(value, "headers", Set.of()).forEach((header, text) -> {
            if (!header.matches("[\\w!#$%&'*+.^`|~-]+")) {
                throw wrong("headers", header, "a name such as Accept");
            }
            if (OWN_HEADERS.contains(header.toLowerCase(Locale.ROOT))) {
                throw wrong(
                        "headers",
                        header,
                        "none of " + OWN_HEADERS.stream().sorted().toList());
            }
            if (!String.valueOf(text).chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                throw wrong("headers", header, "printable ASCII");
            }
            headers.put(header, String.valueOf(text));
        });
        return headers;
    }

    private Object load() {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("%s is a folder (expected: a file)".formatted(file));
        }
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(file)) {
            @Nullable Object loaded = new Yaml(new SafeConstructor(options)).load(reader);
            return loaded == null ? Map.of() : loaded;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("%s: there is no such file".formatted(file), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
        } catch (YAMLException e) {
            throw new IllegalArgumentException("%s is not YAML: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** @param known empty for any */
    private Map<String, Object> map(@Nullable Object value, String where, Set<String> known) {
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(where, value, "fields");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((key, field) -> {
            if (!known.isEmpty() && !known.contains(String.valueOf(key))) {
                throw wrong(where, key, "one of " + known.stream().sorted().toList());
            }
            fields.put(String.valueOf(key), field);
        });
        return fields;
    }

    private static String text(Map<String, Object> fields, String name, String otherwise) {
        Object value = fields.get(name);
        return value == null ? otherwise : value.toString();
    }

    private double number(
            Map<String, Object> fields, String name, double otherwise, String expected, DoublePredicate allowed) {
        Object value = fields.getOrDefault(name, otherwise);
        if (!(value instanceof Number number)
                || !allowed.test(number.doubleValue())
                || number.doubleValue() > LARGEST_NUMBER) {
            throw wrong(name, value, expected);
        }
        return number.doubleValue();
    }

    private IllegalArgumentException wrong(String what, @Nullable Object value, String expected) {
        boolean isThere = value != null && !value.toString().isEmpty();
        return new IllegalArgumentException(
                "%s: %s: %s (expected: %s)".formatted(file, what, isThere ? value : "nothing", expected));
    }
}
