package dev.tandem.core.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HealthApiTest {

    @Test
    void aModelThatDrainsLivesAndIsNotReady() {
        AtomicBoolean ready = new AtomicBoolean(true);
        HealthApi health = new HealthApi(ready::get);
        assertThat(health.readyz().status()).isEqualTo(200);

        ready.set(false);

        assertThat(health.readyz().status()).isEqualTo(503);
        assertThat(health.readyz().headers()).containsEntry("Retry-After", "1");
        assertThat(health.readyz().body()).asString(UTF_8).contains("\"code\":\"draining\"");
        assertThat(health.livez().status()).isEqualTo(200);
    }
}
