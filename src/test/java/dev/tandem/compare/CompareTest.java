package dev.tandem.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompareTest {
    @Test
    void jvmOptionsAreWords() {
        assertThat(Compare.words(" -Xms1g  -Xmx1g\n-XX:+UseZGC ")).containsExactly("-Xms1g", "-Xmx1g", "-XX:+UseZGC");
        assertThat(Compare.words("")).isEmpty();
        assertThat(Compare.words(" ")).isEmpty();
    }
}
