package dev.tandem.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void idsAreInTheOrderOfTheirMakingWhateverTheClockDoes() {
        TaskIds ids = new TaskIds();

        assertThat(Stream.of(NOW, NOW, NOW.plusMillis(1), NOW.minusSeconds(60), NOW.plusSeconds(60))
                        .map(ids::next)
                        .toList())
                .isSorted()
                .allSatisfy(id -> assertThat(TaskId.parse(id.text())).contains(id));
    }

    @Test
    void nobodyGuessesAnId() {
        TaskIds ids = new TaskIds();
        Set<String> random = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            random.add(ids.next(NOW).text().substring(11));
        }

        assertThat(random).hasSize(1000).allMatch(text -> text.matches("[0-9a-v]{13}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdefghijklm",
                "0123456789abcdefghijklmno",
                "0123456789abcdefghijklmw",
                "0123456789abcdefghijklmN"
            })
    void anythingElseIsNoId(String text) {
        assertThat(TaskId.parse(text)).isEmpty();
    }
}
