package dev.tandem.compare.target;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One that somebody else has started, and will end. */
public final class RunningServer implements Server {
    private final URI url;
    private final Optional<ProcessMeter> process;
    private final Optional<JvmMeter> jvm;

    public RunningServer(URI url) {
        this.url = url;
        List<ProcessHandle> found = Listeners.processesAt(url);
        process =
                found.isEmpty() ? Optional.empty() : Optional.of(new ProcessMeter(found.toArray(ProcessHandle[]::new)));
        jvm = found.size() == 1 ? JvmMeter.attachIfJvm(found.getFirst().pid()) : Optional.empty();
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public Optional<ProcessMeter> process() {
        return process;
    }

    @Override
    public Optional<JvmMeter> jvm() {
        return jvm;
    }

    @Override
    public void close() {
        jvm.ifPresent(JvmMeter::close);
    }
}
