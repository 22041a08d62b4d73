package dev.tandem.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SerialIdsTest {
    @Test
    void noIdComesTwiceNotEvenInAnotherProcess() {
        Set<String> seen = new HashSet<>();
        for (int process = 0; process < 100; process++) {
            SerialIds ids = new SerialIds();
            for (int i = 0; i < 10; i++) {
                String id = ids.get();
                assertThat(id).matches("[0-9a-z]{13}:[0-9]+");
                assertThat(seen.add(id)).isTrue();
            }
        }
    }
}
