package dev.tandem.compare.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that is started, or not, and ended. */
class LaunchedServerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final Set<ProcessHandle> before = children();

    @AfterEach
    void noProcessIsLeft() {
        assertThat(before).containsAll(children());
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).collect(Collectors.toSet());
    }

    private static LaunchedServer launch(String how, Duration start, Duration stop) {
        return LaunchedServer.launch(
                FakeServer.command(),
                "event-loop",
                List.of("--tandem.x=y", how),
                new LaunchedServer.Deadlines(start, stop));
    }

    private static ServerStartException failure(String how, Duration start) {
        return assertThatExceptionOfType(ServerStartException.class)
                .isThrownBy(() -> launch(how, start, SHORT).close())
                .actual();
    }

    /** The 19th field; the second is in brackets, and may have spaces in it. */
    private static int niceness(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    @Test
    void itServes_whereItSays_untilItIsClosed() throws IOException {
        ProcessHandle process;
        Path folder;
        try (LaunchedServer server = launch("--serve", LONG, LONG)) {
            assertThat(server.url()).isEqualTo(URI.create("http://127.0.0.1:1"));
            assertThat(server.console()).isEqualTo(URI.create("http://127.0.0.1:2"));
            assertThat(server.printed())
                    .contains("arguments [serve, --tandem.models=event-loop, --tandem.event-loop.port=0,"
                            + " --tandem.virtual-thread.port=0,"
                            + " --tandem.console.port=0, --tandem.x=y, --serve]")
                    .endsWith("started in 3 ms");
            assertThat(server.isAlive()).isTrue();
            folder = folder(server.printed());
            assertThat(folder).isEmptyDirectory().isNotEqualTo(Path.of("").toAbsolutePath());
            process = ProcessHandle.of(server.process().orElseThrow().pid()).orElseThrow();

            assertThat(niceness(process.pid()))
                    .isEqualTo(niceness(ProcessHandle.current().pid()) + 5);

            Server.Reading reading = server.read();
            assertThat(reading.cpuSeconds().orElseThrow()).isPositive();
            assertThat(reading.allocatedBytes().orElseThrow()).isPositive();
            assertThat(reading.gcSeconds()).isPresent();
            assertThat(reading.compilationSeconds().orElseThrow()).isPositive();
            assertThat(server.memory(5).connections()).isEqualTo(5);
            assertThat(server.memory(5).heapBytes().orElseThrow()).isPositive();
        }
        assertThat(process.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aConfigurationThatIsNotTold_isAFailureThatSaysSo() {
        try (LaunchedServer server = launch("--serve", LONG, LONG)) {
            assertThatExceptionOfType(ServerStartException.class)
                    .isThrownBy(server::configuration)
                    .withMessageStartingWith("The server does not tell its configuration at http://127.0.0.1:2 (")
                    .withMessageContaining("ConnectException")
                    .withMessageEndingWith("started in 3 ms");
        }
    }

    private static Path folder(String printed) {
        Matcher folder = Pattern.compile("^folder (.+)$", Pattern.MULTILINE).matcher(printed);
        assertThat(folder.find()).isTrue();
        return Path.of(folder.group(1));
    }

    @Test
    void whatDoesNotEndByItself_isEnded() {
        LaunchedServer server = launch("--stubborn", LONG, SHORT);

        long begin = System.nanoTime();
        server.close();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void oneThatHasEnded_isNotAlive_andTellsNothing() throws Exception {
        try (LaunchedServer server = launch("--serve", LONG, LONG)) {
            ProcessHandle process =
                    ProcessHandle.of(server.process().orElseThrow().pid()).orElseThrow();
            process.destroyForcibly();
            process.onExit().get();

            assertThat(server.isAlive()).isFalse();
            Server.Reading reading = server.read();
            assertThat(reading.allocatedBytes()).isEmpty();
            assertThat(reading.gcSeconds()).isEmpty();
            assertThat(reading.compilationSeconds()).isEmpty();
            assertThat(reading.threads()).isEmpty();
            assertThat(server.memory(1).heapBytes()).isEmpty();
            assertThat(server.jvm().orElseThrow().configuration()).isEmpty();
        }
    }

    @Test
    void oneThatDoesNotStart_isTheEndOfWhatItPrinted() {
        assertThat(failure("--fail", LONG))
                .hasMessageStartingWith("The server did not start:\nline 12\n")
                .hasMessageEndingWith("line 50\nno port is free");
    }

    @Test
    void oneThatEndsWithoutAWord_saysSo() {
        assertThat(failure("--crash", LONG)).hasMessage("The server did not start, and printed nothing");
    }

    @Test
    void oneThatTakesTooLong_isEnded() {
        assertThat(failure("--hang", Duration.ofMillis(500)))
                .hasMessage("The server has not started within 0.5 s:\nnearly there");
    }

    @Test
    void oneThatServesSomethingElse_isEnded() {
        assertThat(failure("--elsewhere", LONG))
                .hasMessage("The server says no URL of event-loop:\n"
                        + "Tandem 1: console http://127.0.0.1:2, started in 3 ms");
    }

    @Test
    void aProgramThatIsNotThere_saysSo() {
        assertThatExceptionOfType(ServerStartException.class)
                .isThrownBy(() -> LaunchedServer.launch(List.of("/no/such/java"), "event-loop", List.of()))
                .withMessageStartingWith("The server did not start:\n")
                .withMessageContaining("/no/such/java");
    }
}
