package dev.tandem.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReporterTest {
    @TempDir
    private Path folder;

    private Reporter reporter;

    @BeforeEach
    void report() {
        reporter = new Reporter("compare", Map.of(), List.of(), folder);
    }

    private void assertNotWritten(String why) {
        assertThatThrownBy(() -> reporter.write(List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("The reports could not be written to %s: ".formatted(folder))
                .hasMessageContaining(why);
    }

    @Test
    void bothFilesAreWrittenAnew_andNothingElse() throws IOException {
        Files.writeString(folder.resolve("report.json"), "the last");
        reporter.write(List.of());

        assertThat(folder.resolve("report.html")).content().startsWith("<!DOCTYPE html>");
        assertThat(folder.resolve("report.json")).content().startsWith("{").endsWith("}");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aFileThatCannotBeReplacedIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("report.json"));

        assertNotWritten("report.json");
        assertThat(folder.resolve("report.json")).isEmptyDirectory();
        assertThat(folder.resolve("report.json.part")).doesNotExist();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ofADiskThatIsFull_theLastFileIsKept() throws IOException {
        Files.writeString(folder.resolve("report.json"), "the last");
        Files.createSymbolicLink(folder.resolve("report.json.part"), Path.of("/dev/full"));

        assertNotWritten("No space left on device");
        assertThat(folder.resolve("report.json")).hasContent("the last");
    }
}
