package dev.tandem.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {
    @TempDir
    Path proc;

    private ProcessTable table = ProcessTable.SYSTEM;

    @BeforeEach
    void begin() throws IOException {
        add("self", stat(1, "S", 0), "");
        table = new ProcessTable(proc);
    }

    private static String stat(long pid, String state, long parent) {
        return stat(pid, state, parent, 8192);
    }

    private static String stat(long pid, String state, long parent, long memory) {
        return pid + " (a) (b)) " + state + " " + parent + " 0".repeat(17) + " 4711 " + memory + " 0";
    }

    private Path add(String name, String stat, String environment) throws IOException {
        Path process = Files.createDirectory(proc.resolve(name));
        Files.writeString(process.resolve("stat"), stat);
        Files.writeString(process.resolve("environ"), environment);
        return process;
    }

    @Test
    void whoIsAlive_isThere_withItsParentAndItsMark() throws IOException {
        add("12", stat(12, "R", 7), "PATH=/bin\0TANDEM_TASK=mine\0");
        add("13", stat(13, "Z", 7), "");
        assertThat(table.read()).containsExactly(new ProcessTable.Entry(12, 7, 4711, "mine"));
    }

    @Test
    void whoHasEndedMeanwhile_isNot() throws IOException {
        Path gone = Path.of("/proc/0");
        Files.createSymbolicLink(proc.resolve("12"), gone);
        assertThat(table.read()).isEmpty();
    }

    /** A directory can be opened as little as a file can for which there is no descriptor. */
    @Test
    void whoIsThereButCannotBeRead_isNotTakenForGone() throws IOException {
        Path process = add("12", stat(12, "R", 7), "");
        Files.delete(process.resolve("stat"));
        Files.createDirectory(process.resolve("stat"));
        assertThatThrownBy(() -> table.read()).isInstanceOf(IOException.class);

        Files.delete(process.resolve("stat"));
        Files.writeString(process.resolve("stat"), stat(12, "R", 7));
        assertThat(table.read()).hasSize(1);
    }

    @Test
    void whoseMarkCannotBeRead_isNotTakenForUnmarked() throws IOException {
        Path process = add("12", stat(12, "R", 7), "");
        Files.delete(process.resolve("environ"));
        Files.createDirectory(process.resolve("environ"));
        assertThatThrownBy(() -> table.read()).isInstanceOf(IOException.class);
    }

    @Test
    void whoHasNoMemory_hasNoMark() throws IOException {
        Path process = add("12", stat(12, "S", 2, 0), "");
        Files.delete(process.resolve("environ"));
        assertThat(table.read()).containsExactly(new ProcessTable.Entry(12, 2, 4711, ""));
    }

    @Test
    void aDirectoryThatCannotBeRead_isNotTakenForEmpty() throws IOException {
        Files.delete(proc.resolve("self/stat"));
        Files.delete(proc.resolve("self/environ"));
        Files.delete(proc.resolve("self"));
        Files.delete(proc);
        assertThatThrownBy(() -> table.read()).isInstanceOf(IOException.class);
    }
}
