package dev.tandem.core.task;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TaskEventsTest {
    private final List<String> published = new ArrayList<>();
    private final TaskEvents events = new TaskEvents(event -> published.add(new String(event.bytes(), UTF_8)));

    private static String stdout(String text) {
        return "{\"type\":\"output\",\"stream\":\"stdout\",\"text\":\"" + text + "\"}";
    }

    @Test
    void progressIsToldOnceForEachPercent() {
        for (int done = 0; done <= 100_000; done++) {
            events.progress(done, 100_000);
        }

        assertThat(published).hasSize(101).last().isEqualTo("{\"type\":\"progress\",\"done\":100000,\"total\":100000}");
    }

    @Test
    void progressOfAFewPartsIsToldForEach() {
        for (int done = 1; done <= 7; done++) {
            events.progress(done, 7);
        }

        assertThat(published).hasSize(7);
    }

    @Test
    void aCharacterThatComesInTwoPartsIsOneCharacter() {
        byte[] text = "a\u00fc\ud83d\ude00b".getBytes(UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            published.clear();
            events.output(TaskRun.OutputChannel.STDOUT, Arrays.copyOf(text, cut));
            events.output(TaskRun.OutputChannel.STDOUT, Arrays.copyOfRange(text, cut, text.length));

            assertThat(published).allMatch(event -> event.contains("\"text\""));
            assertThat(published.stream()
                            .map(event -> event.replaceAll(".*\"text\":\"|\"}", ""))
                            .reduce("", String::concat))
                    .isEqualTo("a\u00fc\ud83d\ude00b");
        }
    }

    @Test
    void theTwoStreamsAreKeptApart() {
        events.output(TaskRun.OutputChannel.STDOUT, new byte[] {(byte) 0xC3});
        events.output(TaskRun.OutputChannel.STDERR, new byte[] {'e'});
        events.output(TaskRun.OutputChannel.STDOUT, new byte[] {(byte) 0xBC});

        assertThat(published)
                .containsExactly("{\"type\":\"output\",\"stream\":\"stderr\",\"text\":\"e\"}", stdout("\u00fc"));
    }

    @Test
    void whatIsNoTextIsBase64() {
        events.output(TaskRun.OutputChannel.STDOUT, new byte[] {0, -1, 'a'});

        assertThat(published).containsExactly("{\"type\":\"output\",\"stream\":\"stdout\",\"base64\":\"AP9h\"}");
    }

    @Test
    void halfACharacterAtTheEndIsToldAllTheSame() {
        events.output(TaskRun.OutputChannel.STDOUT, new byte[] {'a', (byte) 0xC3});
        events.end(TaskState.SUCCEEDED, Instant.EPOCH, Optional.empty());

        assertThat(published)
                .containsExactly(stdout("a"), "{\"type\":\"output\",\"stream\":\"stdout\",\"base64\":\"ww==\"}");
    }

    @Test
    void muchOutputComesInPieces() {
        String text = "\u20ac".repeat(10_000);
        events.output(TaskRun.OutputChannel.STDOUT, text.getBytes(UTF_8));

        assertThat(published)
                .hasSize(4)
                .allSatisfy(event -> assertThat(event.getBytes(UTF_8).length).isLessThan(8 * 1024 + 100));
        assertThat(published.stream()
                        .map(event -> event.replaceAll(".*\"text\":\"|\"}", ""))
                        .reduce("", String::concat))
                .isEqualTo(text);
    }
}
