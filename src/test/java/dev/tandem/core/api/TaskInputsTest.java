package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.task.Command;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.HostPattern;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Fetch.BodyForm;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskInput.Resolve.Resolver;
import dev.tandem.core.task.TaskRequest;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskInputsTest {
    private static final int MAX_RESULT_BYTES = 100_000;
    private static final Command COMMAND = new Command(
            "list",
            Path.of("/bin/ls"),
            List.of("-l"),
            List.of(Pattern.compile("[a-z]+"), Pattern.compile("[0-9]*")),
            Path.of("/tmp"),
            Map.of(),
            1000);

    private final TaskInputs inputs = new TaskInputs(new TaskPermissions(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            16,
            MAX_RESULT_BYTES,
            new FetchPolicy(
                    List.of(
                            HostPattern.parse("a.example:80").orElseThrow(),
                            HostPattern.parse("[::1]:*").orElseThrow()),
                    List.of()),
            3,
            5_000_000,
            3,
            Map.of("list", COMMAND),
            8,
            1000));

    private TaskRequest parse(String kind, String input) {
        return inputs.parse(
                "{\"kind\":\"%s\",\"input\":{%s}}".formatted(kind, input).getBytes(UTF_8));
    }

    private TaskInput input(String kind, String input) {
        return parse(kind, input).input();
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    @Test
    void aRequestSaysHowLongAndInWhichGroup() {
        TaskRequest request = inputs.parse(
                quoted("{'kind':'sleep','input':{'for':'200ms'},'timeout':'1ms','group':'g','concurrency':4}")
                        .getBytes(UTF_8));

        assertThat(request.input()).isEqualTo(new TaskInput.Sleep(Duration.ofMillis(200)));
        assertThat(request.timeout()).isEqualTo(Duration.ofMillis(1));
        assertThat(request.group()).contains("g");
        assertThat(request.concurrency()).hasValue(4);
        TaskRequest brief = parse("sleep", quoted("'for':'0s'"));
        assertThat(brief.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(brief.group()).isEmpty();
        assertThat(brief.concurrency()).isEmpty();
    }

    @Test
    void aFetchHasDefaults() {
        assertThat(input("fetch", quoted("'urls':['http://a.example']")))
                .isEqualTo(new TaskInput.Fetch(
                        List.of(URI.create("http://a.example")),
                        8,
                        Duration.ofSeconds(5),
                        64 * 1024,
                        5,
                        List.of(),
                        BodyForm.CONTENT));
        assertThat(input(
                        "fetch",
                        quoted("'urls':['HTTP://A.example/?q','http://[::1]:8080/'],'concurrency':16,'timeout':'1m',"
                                + "'maxBytes':50000,'redirects':0,'headers':['Content-Type','ETag'],'body':'content'")))
                .isEqualTo(new TaskInput.Fetch(
                        List.of(URI.create("HTTP://A.example/?q"), URI.create("http://[::1]:8080/")),
                        16,
                        Duration.ofMinutes(1),
                        50_000,
                        0,
                        List.of("content-type", "etag"),
                        BodyForm.CONTENT));
    }

    @Test
    void bodiesThatAreKeptFitIntoTheResult() {
        String two = "'urls':['http://a.example','http://a.example']";
        assertThat(((TaskInput.Fetch) input("fetch", quoted(two))).maxBytes()).isEqualTo(MAX_RESULT_BYTES / 2);
        assertThat(((TaskInput.Fetch) input("fetch", quoted(two + ",'body':'sha256'"))).maxBytes())
                .isEqualTo(5_000_000);
        assertThat(((TaskInput.Fetch) input("fetch", quoted(two + ",'body':'none','maxBytes':70000"))).maxBytes())
                .isEqualTo(70_000);
        assertThatThrownBy(() -> input("fetch", quoted(two + ",'maxBytes':50001")))
                .hasMessage("field_invalid: input.maxBytes: 50001 (expected: 1 to 50000 for each of 2, as all together"
                        + " may take 100000 bytes)");
    }

    @Test
    void aResolveHasDefaults() {
        assertThat(input("resolve", quoted("'names':['a.example','b_1.Example.','xn--bcher-kva.example']")))
                .isEqualTo(new TaskInput.Resolve(
                        List.of("a.example", "b_1.Example.", "xn--bcher-kva.example"),
                        Resolver.SYSTEM,
                        Set.of(AddressType.A, AddressType.AAAA),
                        Duration.ofSeconds(2),
                        8));
        assertThat(input(
                        "resolve",
                        quoted("'names':['a'],'resolver':'dns','types':['AAAA'],'timeout':'1s','concurrency':1")))
                .isEqualTo(new TaskInput.Resolve(
                        List.of("a"), Resolver.DNS, Set.of(AddressType.AAAA), Duration.ofSeconds(1), 1));
    }

    @Test
    void aCommandIsRunWithArgumentsThatMatch() {
        assertThat(input("process", quoted("'command':'list','arguments':['abc','']")))
                .isEqualTo(new TaskInput.Run(COMMAND, List.of("abc", "")));
    }

    @Test
    void aDigestIsOfTextOrBytes() {
        assertThat(((TaskInput.Digest) input("digest", quoted("'text':'\u00fc'"))).data())
                .isEqualTo("\u00fc".getBytes(UTF_8));
        TaskInput.Digest digest = (TaskInput.Digest) input("digest", quoted("'base64':'AP8=','rounds':1000"));
        assertThat(digest.data()).containsExactly(0, -1);
        assertThat(digest.rounds()).isEqualTo(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | field_missing: kind is missing (expected: digest, fetch, process, resolve, sleep)",
                "{'kind':'bake','input':{}} | task_kind_unknown: kind: bake (expected: digest, fetch, process, resolve, sleep)",
                "{'kind':1,'input':{}} | field_invalid: kind: 1 (expected: digest, fetch, process, resolve, sleep)",
                "{'kind':'sleep'} | field_missing: input is missing (expected: an object)",
                "{'kind':'sleep','input':'1s'} | field_invalid: input: 1s (expected: an object)",
                "{'kind':'sleep','input':{'for':'1s'},'priority':1} | field_unknown: field: priority (expected: concurrency, group, input, kind, timeout)",
                "{'kind':'sleep','input':{'for':'1s'},'timeout':'0s'} | duration_invalid: timeout: 0s (expected: 1ms to 10m, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "{'kind':'sleep','input':{'for':'1s'},'timeout':'11m'} | duration_invalid: timeout: 11m (expected: 1ms to 10m, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "{'kind':'sleep','input':{'for':'1s'},'timeout':30} | field_invalid: timeout: 30 (expected: a duration, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "{'kind':'sleep','input':{'for':'1s'},'group':'a b'} | group_name_invalid: group: a b (expected: 1 to 128 characters of A-Z a-z 0-9 . _ ~ : @ -)",
                "{'kind':'sleep','input':{'for':'1s'},'concurrency':2} | field_missing: group is missing (expected: the group that runs so many tasks at a time)",
                "{'kind':'sleep','input':{'for':'1s'},'group':'g','concurrency':0} | field_invalid: concurrency: 0 (expected: a whole number from 1 to 10000)",
            })
    void aRequestThatIsWrongIsRefused(String json, String problem) {
        assertThatThrownBy(() -> inputs.parse(quoted(json).getBytes(UTF_8))).hasMessage(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sleep | `` | field_missing: input.for is missing (expected: a duration, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "sleep | 'for':'1s','x':1 | field_unknown: field: input.x (expected: for)",
                "sleep | 'for':'-1s' | duration_invalid: input.for: -1s (expected: 0s to 10m, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "sleep | 'for':'1h' | duration_invalid: input.for: 1h (expected: 0s to 10m, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "fetch | `` | field_missing: input.urls is missing (expected: an array of URLs)",
                "fetch | 'urls':'http://a.example' | field_invalid: input.urls: http://a.example (expected: an array of 1 to 3 strings)",
                "fetch | 'urls':[] | field_invalid: input.urls: an array of 0 (expected: an array of 1 to 3 strings)",
                "fetch | 'urls':['a','b','c','d'] | field_invalid: input.urls: an array of 4 (expected: an array of 1 to 3 strings)",
                "fetch | 'urls':['http://a.example',1] | field_invalid: input.urls[1]: 1 (expected: a string)",
                "fetch | 'urls':['http://a.example','http://b.example'] | fetch_not_allowed: input.urls[1]: http://b.example (expected: a host and port that tandem.tasks.fetch.allowed lists)",
                "fetch | 'urls':['http://a.example:81'] | fetch_not_allowed: input.urls[0]: http://a.example:81 (expected: a host and port that tandem.tasks.fetch.allowed lists)",
                "fetch | 'urls':['http://a.example'],'concurrency':17 | field_invalid: input.concurrency: 17 (expected: a whole number from 1 to 16)",
                "fetch | 'urls':['http://a.example'],'timeout':'0ms' | duration_invalid: input.timeout: 0ms (expected: 1ms to 10m, as 500ms, 30s, 5m, 2h or ISO-8601)",
                "fetch | 'urls':['http://a.example'],'maxBytes':0 | field_invalid: input.maxBytes: 0 (expected: 1 to 100000 for each of 1, as all together may take 100000 bytes)",
                "fetch | 'urls':['http://a.example'],'body':'none','maxBytes':5000001 | field_invalid: input.maxBytes: 5000001 (expected: a whole number from 1 to 5000000)",
                "fetch | 'urls':['http://a.example'],'redirects':21 | field_invalid: input.redirects: 21 (expected: a whole number from 0 to 20)",
                "fetch | 'urls':['http://a.example'],'headers':['a b'] | field_invalid: input.headers[0]: a b (expected: the name of a header field)",
                "fetch | 'urls':['http://a.example'],'body':'text' | field_invalid: input.body: text (expected: content or none or sha256)",
                "fetch | 'urls':['http://a.example'],'method':'POST' | field_unknown: field: input.method (expected: body, concurrency, headers, maxBytes, redirects, timeout, urls)",
                "resolve | 'names':['a','b','c','d'] | field_invalid: input.names: an array of 4 (expected: an array of 1 to 3 strings)",
                "resolve | 'names':['a..b'] | field_invalid: input.names[0]: a..b (expected: a host name in ASCII, such as xn--bcher-kva.example)",
                "resolve | 'names':['127.0.0.1'] | field_invalid: input.names[0]: 127.0.0.1 (expected: a host name in ASCII, such as xn--bcher-kva.example)",
                "resolve | 'names':['127.1'] | field_invalid: input.names[0]: 127.1 (expected: a host name in ASCII, such as xn--bcher-kva.example)",
                "resolve | 'names':['::1'] | field_invalid: input.names[0]: ::1 (expected: a host name in ASCII, such as xn--bcher-kva.example)",
                "resolve | 'names':['-a'] | field_invalid: input.names[0]: -a (expected: a host name in ASCII, such as xn--bcher-kva.example)",
                "resolve | 'names':['b\u00fccher.example'] | field_invalid: input.names[0]: b\u00fccher.example (expected: a host name in ASCII, such as xn--bcher-kva.example)",
                "resolve | 'names':['a'],'resolver':'hosts' | field_invalid: input.resolver: hosts (expected: dns or system)",
                "resolve | 'names':['a'],'types':['MX'] | field_invalid: input.types[0]: MX (expected: A or AAAA)",
                "resolve | 'names':['a'],'types':[] | field_invalid: input.types: an array of 0 (expected: an array of 1 to 2 strings)",
                "process | `` | field_missing: input.command is missing (expected: the name of a command)",
                "process | 'command':'rm' | command_not_allowed: input.command: rm (expected: a name that stands in tandem.tasks.process.commands)",
                "process | 'command':'list' | field_invalid: input.arguments: an array of 0 (expected: an array of 2, for the command list)",
                "process | 'command':'list','arguments':['a','1','2'] | field_invalid: input.arguments: an array of 3 (expected: an array of 2, for the command list)",
                "process | 'command':'list','arguments':['a; rm','1'] | field_invalid: input.arguments[0]: a; rm (expected: a string that matches [a-z]+)",
                "process | 'command':'list','arguments':['a','\\u0000'] | field_invalid: input.arguments[1]: ? (expected: at most 4096 characters, none of them a zero)",
                "process | 'command':'list','arguments':['a',1] | field_invalid: input.arguments[1]: 1 (expected: a string)",
                "digest | `` | field_missing: input.text is missing (expected: text or base64)",
                "digest | 'text':'a','base64':'YQ==' | field_invalid: input.base64: given besides text (expected: text or base64)",
                "digest | 'base64':'?' | field_invalid: input.base64: ? (expected: base64 (RFC 4648, 4))",
                "digest | 'text':'123456789' | field_invalid: input.text: 9 bytes (expected: at most 8 bytes)",
                "digest | 'text':'a','rounds':1001 | field_invalid: input.rounds: 1001 (expected: a whole number from 1 to 1000)",
            })
    void anInputThatIsWrongIsRefused(String kind, String input, String problem) {
        assertThatThrownBy(() -> input(kind, quoted(input == null ? "" : input)))
                .hasMessage(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "a.example",
        "//a.example/",
        "ftp://a.example/",
        "http:///a",
        "http://",
        "http:a.example",
        "http://user@a.example/",
        "http://a.example/#fragment",
        "http://a.example:0/",
        "http://a.example:65536/",
        "http://a_b/",
        "http://a.example/a b",
        "http://\u00fc.example/",
        "http://a.example/%zz",
        "file:///etc/passwd"
    })
    void whatIsNoUrlIsRefused(String url) {
        assertThatThrownBy(() -> input("fetch", quoted("'urls':['http://a.example','" + url + "']")))
                .hasMessage(
                        "field_invalid: input.urls[1]: " + url
                                + " (expected: an absolute http or https URL of at most 2048 ASCII characters, without user and fragment)");
    }

    @Test
    void namesAreNoLongerThanTheyCanBe() {
        String label = "a".repeat(63);
        assertThat(input("resolve", quoted("'names':['" + label + "." + label + "']")))
                .isNotNull();
        String tooLong = IntStream.range(0, 5).mapToObj(i -> label).collect(Collectors.joining("."));
        assertThatThrownBy(() -> input("resolve", quoted("'names':['" + label + "a']")))
                .hasMessageContaining("a host name");
        assertThatThrownBy(() -> input("resolve", quoted("'names':['" + tooLong + "']")))
                .hasMessageContaining("a host name");
    }
}
