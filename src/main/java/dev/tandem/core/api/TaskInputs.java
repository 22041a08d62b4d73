package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.Names;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.task.Command;
import dev.tandem.core.task.HostName;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Fetch.BodyForm;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskInput.Resolve.Resolver;
import dev.tandem.core.task.TaskKind;
import dev.tandem.core.task.TaskRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what a task is to do, and finds out whether it may. */
final class TaskInputs {
    private static final int MAX_GROUP_LENGTH = 128;
    private static final int MAX_GROUP_CONCURRENCY = 10_000;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);

    private static final int DEFAULT_CONCURRENCY = 8;
    private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RESOLVE_TIMEOUT = Duration.ofSeconds(2);
    private static final int DEFAULT_MAX_BYTES = 64 * 1024;
    private static final int DEFAULT_REDIRECTS = 5;
    private static final int MAX_REDIRECTS = 20;
    private static final int MAX_HEADERS = 50;
    private static final int MAX_URL_LENGTH = 2048;
    private static final int MAX_PORT = 65535;
    private static final int MAX_ARGUMENT_LENGTH = 4096;

    private static final String URL_EXPECTED =
            "an absolute http or https URL of at most %d ASCII characters, without user and fragment"
                    .formatted(MAX_URL_LENGTH);

    /** A field name (RFC 9110, 5.1). */
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");

    private static final Map<String, TaskKind> KINDS =
            Arrays.stream(TaskKind.values()).collect(Collectors.toMap(TaskKind::text, kind -> kind));
    private static final Map<String, BodyForm> BODY_FORMS = Arrays.stream(BodyForm.values())
            .collect(Collectors.toMap(form -> form.name().toLowerCase(Locale.ROOT), form -> form));
    private static final Map<String, Resolver> RESOLVERS = Arrays.stream(Resolver.values())
            .collect(Collectors.toMap(resolver -> resolver.name().toLowerCase(Locale.ROOT), resolver -> resolver));

    private final TaskPermissions permissions;

    TaskInputs(TaskPermissions permissions) {
        this.permissions = permissions;
    }

    /**
     * Reads the body of a spawn.
     *
     * @throws ProblemException {@code json_malformed}, {@code field_unknown}, {@code field_missing}, {@code field_invalid},
     *     {@code duration_invalid}, {@code group_name_invalid}, {@code task_kind_unknown}, {@code fetch_not_allowed}, {@code
     *     command_not_allowed}
     */
    TaskRequest parse(byte[] body) {
        Fields fields = Fields.parse(body).only("kind", "input", "timeout", "group", "concurrency");
        TaskKind kind = kind("kind", fields.requiredText("kind", kinds()));
        TaskInput input = input(kind, fields.requiredObject("input"));
        Duration timeout = timeout(fields, permissions.defaultTimeout());
        Optional<String> group = fields.text("group", "a string");
        group.ifPresent(TaskInputs::requireGroupName);
        OptionalInt concurrency = fields.number("concurrency", 1, MAX_GROUP_CONCURRENCY);
        if (concurrency.isPresent() && group.isEmpty()) {
            throw fields.missing("group", "the group that runs so many tasks at a time");
        }
        return new TaskRequest(input, timeout, group, concurrency);
    }

    /** @throws ProblemException {@code task_kind_unknown} */
    static TaskKind kind(String name, String text) {
        TaskKind kind = KINDS.get(text);
        if (kind == null) {
            throw Problem.invalid(ProblemCode.TASK_KIND_UNKNOWN, name, text, kinds())
                    .asException();
        }
        return kind;
    }

    /** @throws ProblemException {@code group_name_invalid} */
    static void requireGroupName(String text) {
        Names.require("group", text, MAX_GROUP_LENGTH, ProblemCode.GROUP_NAME_INVALID);
    }

    private static String kinds() {
        return String.join(", ", new TreeSet<>(KINDS.keySet()));
    }

    private TaskInput input(TaskKind kind, Fields input) {
        return switch (kind) {
            case SLEEP -> sleep(input.only("for"));
            case FETCH ->
                fetch(input.only("urls", "concurrency", "timeout", "maxBytes", "redirects", "headers", "body"));
            case RESOLVE -> resolve(input.only("names", "resolver", "types", "timeout", "concurrency"));
            case PROCESS -> run(input.only("command", "arguments"));
            case DIGEST -> digest(input.only("text", "base64", "rounds"));
        };
    }

    private TaskInput sleep(Fields input) {
        return new TaskInput.Sleep(input.duration("for", Duration.ZERO, permissions.maxTimeout())
                .orElseThrow(() -> input.missing("for", "a duration, " + Durations.FORMS)));
    }

    private TaskInput fetch(Fields input) {
        List<URI> urls = input.texts("urls", 1, permissions.maxUrls(), this::url)
                .orElseThrow(() -> input.missing("urls", "an array of URLs"));
        BodyForm body = input.oneOf("body", BODY_FORMS).orElse(BodyForm.CONTENT);
        return new TaskInput.Fetch(
                urls,
                concurrency(input),
                timeout(input, FETCH_TIMEOUT),
                body == BodyForm.CONTENT ? maxKeptBytes(input, urls.size()) : maxReadBytes(input),
                input.number("redirects", 0, MAX_REDIRECTS).orElse(DEFAULT_REDIRECTS),
                input.texts("headers", 0, MAX_HEADERS, TaskInputs::header).orElse(List.of()),
                body);
    }

    private URI url(String path, String text) {
        URI url = absolute(text).orElseThrow(() -> Fields.invalid(path, text, URL_EXPECTED));
        if (!permissions.fetchPolicy().allows(url)) {
            throw Problem.invalid(
                            ProblemCode.FETCH_NOT_ALLOWED,
                            path,
                            text,
                            "a host and port that tandem.tasks.fetch.allowed lists")
                    .asException();
        }
        return url;
    }

    private static Optional<URI> absolute(String text) {
        if (text.length() > MAX_URL_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            boolean right = http
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && url.getPort() != 0
                    && url.getPort() <= MAX_PORT;
            return right ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** What is kept has to fit into the result. */
    private int maxKeptBytes(Fields input, int urls) {
        int most = Math.max(1, permissions.maxResultBytes() / urls);
        return input.number(
                        "maxBytes",
                        1,
                        most,
                        "1 to %d for each of %d, as all together may take %d bytes"
                                .formatted(most, urls, permissions.maxResultBytes()))
                .orElse(Math.min(DEFAULT_MAX_BYTES, most));
    }

    private int maxReadBytes(Fields input) {
        int most = permissions.maxReadBytes();
        return input.number("maxBytes", 1, most).orElse(most);
    }

    private static String header(String path, String text) {
        if (!HEADER.matcher(text).matches()) {
            throw Fields.invalid(path, text, "the name of a header field");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private TaskInput resolve(Fields input) {
        return new TaskInput.Resolve(
                input.texts("names", 1, permissions.maxNames(), TaskInputs::hostName)
                        .orElseThrow(() -> input.missing("names", "an array of host names")),
                input.oneOf("resolver", RESOLVERS).orElse(Resolver.SYSTEM),
                types(input),
                timeout(input, RESOLVE_TIMEOUT),
                concurrency(input));
    }

    private static String hostName(String path, String text) {
        if (!HostName.matches(text)) {
            throw Fields.invalid(path, text, "a host name in ASCII, such as xn--bcher-kva.example");
        }
        return text;
    }

    private static Set<AddressType> types(Fields input) {
        AddressType[] all = AddressType.values();
        Set<AddressType> types = EnumSet.noneOf(AddressType.class);
        input.texts("types", 1, all.length, TaskInputs::type)
                .orElse(List.of(all))
                .forEach(types::add);
        return Collections.unmodifiableSet(types);
    }

    private static AddressType type(String path, String text) {
        return Arrays.stream(AddressType.values())
                .filter(type -> type.name().equals(text))
                .findFirst()
                .orElseThrow(() -> Fields.invalid(path, text, "A or AAAA"));
    }

    private TaskInput run(Fields input) {
        String name = input.requiredText("command", "the name of a command");
        Command command = permissions.commands().get(name);
        if (command == null) {
            throw Problem.invalid(
                            ProblemCode.COMMAND_NOT_ALLOWED,
                            input.path("command"),
                            name,
                            "a name that stands in tandem.tasks.process.commands")
                    .asException();
        }
        List<Pattern> patterns = command.argumentPatterns();
        List<String> arguments = input.texts("arguments", 0, Integer.MAX_VALUE, TaskInputs::argument)
                .orElse(List.of());
        if (arguments.size() != patterns.size()) {
            throw Fields.invalid(
                    input.path("arguments"),
                    "an array of " + arguments.size(),
                    "an array of " + patterns.size() + ", for the command " + name);
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (!patterns.get(i).matcher(arguments.get(i)).matches()) {
                throw Fields.invalid(
                        "%s[%d]".formatted(input.path("arguments"), i),
                        arguments.get(i),
                        "a string that matches " + patterns.get(i));
            }
        }
        return new TaskInput.Run(command, arguments);
    }

    private static String argument(String path, String text) {
        if (text.length() > MAX_ARGUMENT_LENGTH || text.indexOf('\0') >= 0) {
            throw Fields.invalid(
                    path, text, "at most %d characters, none of them a zero".formatted(MAX_ARGUMENT_LENGTH));
        }
        return text;
    }

    private TaskInput digest(Fields input) {
        byte[] data = data(input);
        if (data.length > permissions.maxDigestBytes()) {
            throw Fields.invalid(
                    input.path(input.has("text") ? "text" : "base64"),
                    data.length + " bytes",
                    "at most " + permissions.maxDigestBytes() + " bytes");
        }
        return new TaskInput.Digest(
                data, input.number("rounds", 1, permissions.maxDigestRounds()).orElse(1));
    }

    private static byte[] data(Fields input) {
        Optional<String> text = input.text("text", "a string");
        Optional<String> base64 = input.text("base64", "a string");
        if (text.isPresent() && base64.isPresent()) {
            throw Fields.invalid(input.path("base64"), "given besides text", "text or base64");
        }
        return text.map(characters -> characters.getBytes(UTF_8))
                .or(() -> base64.map(encoded -> decode(input.path("base64"), encoded)))
                .orElseThrow(() -> input.missing("text", "text or base64"));
    }

    private static byte[] decode(String path, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw Fields.invalid(path, base64, "base64 (RFC 4648, 4)");
        }
    }

    private int concurrency(Fields input) {
        int max = permissions.maxConcurrency();
        return input.number("concurrency", 1, max).orElse(Math.min(DEFAULT_CONCURRENCY, max));
    }

    private Duration timeout(Fields fields, Duration ifAbsent) {
        Duration max = permissions.maxTimeout();
        return fields.duration("timeout", SHORTEST_TIMEOUT, max).orElse(ifAbsent.compareTo(max) < 0 ? ifAbsent : max);
    }
}
