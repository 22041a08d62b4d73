package dev.tandem.compare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerAdapter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    private final Generator generator = new Generator("test-generator");

    @AfterEach
    void close() {
        generator.close();
    }

    @Test
    void whatIsCalled_isDoneOnItsThread() {
        String name = generator.call(() -> Thread.currentThread().getName());

        assertThat(name).startsWith("test-generator");
    }

    @Test
    void whatIsCalledOnItsThread_isDoneAtOnce() {
        assertThat(generator.<String>call(() -> generator.call(() -> "now"))).isEqualTo("now");
    }

    @Test
    void whatFailsThere_failsHere() {
        assertThatThrownBy(() -> generator.call(() -> {
                    throw new IOException("why");
                }))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("why");
        assertThatThrownBy(() -> generator.run(() -> {
                    throw new AssertionError("even so");
                }))
                .hasRootCauseMessage("even so");
    }

    @Test
    void whoIsInterrupted_waitsNoLonger() {
        var over = new AtomicBoolean();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> generator.call(() -> {
                    boolean isOver;
                    do {
                        isOver = over.get();
                    } while (!isOver);
                    return isOver;
                }))
                .isInstanceOf(CancellationException.class);
        over.set(true);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void itsTime_isThatOfItsThread() {
        long before = generator.cpuNanos();
        long used = generator.call(() -> {
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long begin = threads.getCurrentThreadCpuTime();
            long now;
            do {
                now = threads.getCurrentThreadCpuTime();
            } while (now - begin < 20_000_000);
            return now;
        });

        assertThat(generator.cpuNanos()).isGreaterThanOrEqualTo(used);
        assertThat(generator.cpuNanos() - before).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void closing_endsItsConnections() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = Endpoint.of(URI.create("http://127.0.0.1:" + listener.getLocalPort()));
            generator.connect(endpoint, new ChannelHandlerAdapter() {}).syncUninterruptibly();
            try (Socket accepted = listener.accept()) {
                generator.close();

                assertThat(accepted.getInputStream().read()).isNegative();
            }
        }
        assertThatThrownBy(() -> generator.run(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
