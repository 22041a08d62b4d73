package dev.tandem.compare.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerTest {
    private final List<String> asked = new ArrayList<>();

    /** Of which nothing is known. */
    private final class Asked implements Server {
        @Override
        public URI url() {
            return URI.create("http://127.0.0.1:1");
        }

        @Override
        public Optional<ProcessMeter> process() {
            asked.add("process");
            return Optional.empty();
        }

        @Override
        public Optional<JvmMeter> jvm() {
            asked.add("JVM");
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    @Test
    void nextToWhatIsDone_theCpuIsRead_andNextToThatTheJvmIsAsked() {
        Server.Used<Boolean> used = new Asked().during(() -> asked.add("done"));

        int done = asked.indexOf("done");
        assertThat(used.value()).isTrue();
        assertThat(asked.subList(done - 2, done + 3)).containsExactly("JVM", "process", "done", "process", "JVM");
    }
}
