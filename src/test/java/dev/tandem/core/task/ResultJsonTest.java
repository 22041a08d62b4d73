package dev.tandem.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.TaskInput.Fetch.BodyForm;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskResult.Address;
import dev.tandem.core.task.TaskResult.Digested;
import dev.tandem.core.task.TaskResult.Exited;
import dev.tandem.core.task.TaskResult.FetchFailure;
import dev.tandem.core.task.TaskResult.Fetched;
import dev.tandem.core.task.TaskResult.Resolution;
import dev.tandem.core.task.TaskResult.Resolved;
import dev.tandem.core.task.TaskResult.Response;
import dev.tandem.core.task.TaskResult.Slept;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResultJsonTest {
    private static final TaskInput ANY = new TaskInput.Sleep(Duration.ZERO);
    private static final URI URL = URI.create("http://a.example/");

    private static String json(TaskInput input, TaskResult result) {
        return new String(ResultJson.of(input, result), UTF_8);
    }

    private static TaskInput fetch(BodyForm form) {
        return new TaskInput.Fetch(List.of(URL), 1, Duration.ofSeconds(1), 10, 0, List.of(), form);
    }

    private static Fetched fetched(URI location, Map<String, String> headers, byte[] body, long length) {
        return new Fetched(List.of(
                new Response(URL, location, 200, headers, body, length, Duration.ofMillis(3), Duration.ofMillis(4))));
    }

    @Test
    void whatWasFetched() {
        assertThat(json(
                        fetch(BodyForm.CONTENT),
                        fetched(URL, Map.of("content-type", "text/\"x\""), "h\u00fc".getBytes(UTF_8), 3)))
                .isEqualTo("{\"results\":[{\"url\":\"http://a.example/\",\"status\":200,"
                        + "\"headers\":{\"content-type\":\"text/\\\"x\\\"\"},\"body\":\"h\u00fc\",\"length\":3,"
                        + "\"timings\":{\"firstByte\":3,\"total\":4}}]}");
        assertThat(json(
                        fetch(BodyForm.CONTENT),
                        fetched(URI.create("http://b.example/"), Map.of(), new byte[] {-1}, 1)))
                .isEqualTo(
                        "{\"results\":[{\"url\":\"http://a.example/\",\"location\":\"http://b.example/\",\"status\":200,"
                                + "\"headers\":{},\"base64\":\"/w==\",\"length\":1,\"timings\":{\"firstByte\":3,\"total\":4}}]}");
        assertThat(json(fetch(BodyForm.SHA256), fetched(URL, Map.of(), new byte[] {0, -1}, 77)))
                .contains("\"headers\":{},\"sha256\":\"00ff\",\"length\":77");
        assertThat(json(fetch(BodyForm.NONE), fetched(URL, Map.of(), new byte[0], 77)))
                .contains("\"headers\":{},\"length\":77");
        assertThat(json(
                        fetch(BodyForm.CONTENT),
                        new Fetched(List.of(new FetchFailure(URL, FetchError.TIMEOUT, Duration.ofSeconds(5))))))
                .isEqualTo("{\"results\":[{\"url\":\"http://a.example/\",\"error\":{\"code\":\"timeout\","
                        + "\"detail\":\"The response was not complete in time\"},\"timings\":{\"total\":5000}}]}");
    }

    @Test
    void whatWasResolved() {
        Address v4 = new Address(InetAddress.ofLiteral("192.0.2.1"), AddressType.A, Optional.of(60L));
        Address v6 = new Address(InetAddress.ofLiteral("2001:db8::1"), AddressType.AAAA, Optional.empty());

        assertThat(json(
                        ANY,
                        new Resolved(List.of(
                                new Resolution("a.example", List.of(v4, v6), Optional.empty()),
                                new Resolution("b.example", List.of(), Optional.of(ResolveError.NAME_UNKNOWN))))))
                .isEqualTo("{\"results\":[{\"name\":\"a.example\",\"addresses\":["
                        + "{\"address\":\"192.0.2.1\",\"type\":\"A\",\"ttl\":60},"
                        + "{\"address\":\"2001:db8:0:0:0:0:0:1\",\"type\":\"AAAA\"}]},"
                        + "{\"name\":\"b.example\",\"error\":{\"code\":\"name_unknown\","
                        + "\"detail\":\"The name has no address of the types asked for\"}}]}");
    }

    @Test
    void whatAProgramLeft() {
        assertThat(json(ANY, new Exited(1, "out\n".getBytes(UTF_8), false, new byte[] {-1}, false)))
                .isEqualTo("{\"exitCode\":1,\"stdout\":\"out\\n\",\"stderrBase64\":\"/w==\",\"truncated\":false}");
    }

    @Test
    void aCharacterThatTheBoundHasCutIsLeftOut() {
        byte[] cut = {'a', (byte) 0xE2, (byte) 0x82};

        assertThat(json(ANY, new Exited(0, cut, true, new byte[0], false))).contains("\"stdout\":\"a\"");
        assertThat(json(ANY, new Exited(0, cut, false, new byte[0], false))).contains("\"stdoutBase64\":\"YeKC\"");
    }

    @Test
    void whatTheOtherOutputLostIsNoReasonToCutThisOne() {
        byte[] whole = {'a', (byte) 0xE2, (byte) 0x82};

        assertThat(json(ANY, new Exited(0, new byte[] {'b'}, true, whole, false)))
                .isEqualTo("{\"exitCode\":0,\"stdout\":\"b\",\"stderrBase64\":\"YeKC\",\"truncated\":true}");
    }

    @Test
    void theRest() {
        assertThat(json(ANY, new Slept())).isEqualTo("{}");
        assertThat(json(ANY, new Digested(new byte[] {1, 2}))).isEqualTo("{\"sha256\":\"0102\"}");
    }
}
