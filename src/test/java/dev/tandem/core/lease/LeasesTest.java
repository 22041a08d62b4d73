package dev.tandem.core.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.wait.Monitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeasesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualTicker ticker = new ManualTicker();
    private final Monitor monitor = new Monitor();
    private final List<String> expired = new ArrayList<>();
    private final Leases<String> leases =
            new Leases<>(monitor, ticker, new LeaseIds(), lease -> expired.add(lease.lent()));

    private Lease<String> lend(String thing) {
        return monitor.enter(() -> leases.lend(thing, MINUTE));
    }

    @Test
    void aLeaseEndsByItself() {
        Lease<String> lease = lend("a");
        assertThat(lease.expires()).isEqualTo(Instant.parse("2026-01-01T00:01:00Z"));

        ticker.advance(MINUTE.minusNanos(1));
        assertThat(expired).isEmpty();
        ticker.advance(Duration.ofNanos(1));

        assertThat(expired).containsExactly("a");
        assertThat(leases.size()).isZero();
        assertThat(leases.end(lease.id())).isEmpty();
    }

    @Test
    void aLeaseThatIsGivenBackHasEndedOnce() {
        Lease<String> lease = lend("a");

        assertThat(leases.end(lease.id())).contains(lease);
        assertThat(leases.end(lease.id())).isEmpty();
        assertThat(ticker.pending()).isZero();
        ticker.advance(MINUTE);
        assertThat(expired).isEmpty();
    }

    @Test
    void aLeaseThatIsExtendedEndsLater() {
        Lease<String> lease = lend("a");
        ticker.advance(Duration.ofSeconds(59));

        assertThat(leases.extend(lease.id(), MINUTE))
                .contains(new Lease<>(lease.id(), Instant.parse("2026-01-01T00:01:59Z"), "a"));
        ticker.advance(Duration.ofSeconds(59));
        assertThat(expired).isEmpty();
        ticker.advance(Duration.ofSeconds(1));

        assertThat(expired).containsExactly("a");
        assertThat(leases.extend(lease.id(), MINUTE)).isEmpty();
    }

    @Test
    void whenAllAreEndedNoneExpires() {
        Lease<String> first = lend("a");
        Lease<String> second = lend("b");

        monitor.run(leases::endAll);

        assertThat(leases.size()).isZero();
        assertThat(ticker.pending()).isZero();
        assertThat(leases.end(first.id())).isEmpty();
        assertThat(leases.extend(second.id(), MINUTE)).isEmpty();
        ticker.advance(MINUTE);
        assertThat(expired).isEmpty();
    }

    @Test
    void theEndIsToldToTheMillisecond() {
        ticker.advance(Duration.ofNanos(1_999_999));

        assertThat(lend("a").expires()).isEqualTo(Instant.parse("2026-01-01T00:01:00.001Z"));
    }

    @Test
    void noTwoIdsAreTheSameAndAllHave128Bits() {
        LeaseIds ids = new LeaseIds();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = ids.get();
            assertThat(id).matches("[0-9a-f]{32}");
            assertThat(seen.add(id)).isTrue();
        }
    }
}
