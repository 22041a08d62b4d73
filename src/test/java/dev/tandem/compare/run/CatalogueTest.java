package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    @Test
    void thereIsOneForEachKindOfWork() {
        assertThat(Catalogue.all())
                .extracting(Scenario::name)
                .containsExactly(
                        "echo",
                        "wait",
                        "fetch",
                        "blocking",
                        "cpu",
                        "mixed",
                        "fanout-ws",
                        "fanout-sse",
                        "long-poll",
                        "idle",
                        "dead-readers-0",
                        "dead-readers-1",
                        "dead-readers-5",
                        "overload");
    }

    @Test
    void idleConnectionsAreCountedAtThreePoints_upToFifteenThousand() {
        Scenario.Idle idle = Catalogue.all().stream()
                .filter(Scenario.Idle.class::isInstance)
                .map(Scenario.Idle.class::cast)
                .findFirst()
                .orElseThrow();

        assertThat(idle.counts()).isSorted().hasSizeGreaterThanOrEqualTo(3);
        assertThat(idle.connections()).isEqualTo(15_000);
    }

    @Test
    void whatIsDeadIsSaidInTheTitle() {
        assertThat(Catalogue.all())
                .filteredOn(scenario -> scenario.name().startsWith("dead-readers"))
                .extracting(Scenario::title)
                .containsExactly(
                        "1,000 subscribers, 50 messages of 128 bytes a second",
                        "1,000 subscribers, 50 messages of 128 bytes a second, and 10 more that never read",
                        "1,000 subscribers, 50 messages of 128 bytes a second, and 50 more that never read");
    }

    @Test
    void oneInAHundredIsDead_orFive() {
        List<Integer> dead = Catalogue.all().stream()
                .filter(scenario -> scenario.name().startsWith("dead-readers"))
                .map(scenario -> ((Scenario.FanOut) scenario).dead())
                .toList();

        assertThat(dead).containsExactly(0, 10, 50);
    }
}
