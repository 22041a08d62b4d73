package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnvironmentTest {
    @Test
    void saysOnWhatItRuns() {
        assertThat(Environment.here())
                .containsKeys("operating system", "kernel", "processors", "memory", "JVM of the generator")
                .containsEntry(
                        "processors", Integer.toString(Runtime.getRuntime().availableProcessors()))
                .allSatisfy((name, value) -> assertThat(value).as(name).doesNotContain("\n"));
    }
}
