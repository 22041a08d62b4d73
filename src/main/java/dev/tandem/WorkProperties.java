package dev.tandem;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Work for comparing the models.
 *
 * @param upstream the URL that calls go to, such as http://127.0.0.1:9000/; without one they are refused
 * @param upstreamConnections the most connections of each model to the upstream at a time; a call that finds none waits
 * @param upstreamTimeout how long the upstream may be silent, and how long a call may wait for a connection
 * @param blockingThreads how many threads the event-loop model has for calls that block
 * @param maxQueuedCalls how many such calls may wait for one of them
 */
public record WorkProperties(
        @Nullable @HttpUrl URI upstream,
        @Min(1) @Max(65535) @DefaultValue("8192") int upstreamConnections,

        @DurationMin(millis = 1) @DurationMax(days = TandemProperties.LONGEST_DEADLINE_DAYS) @DefaultValue("30s")
        Duration upstreamTimeout,

        @Min(1) @Max(10_000) @DefaultValue("200") int blockingThreads,
        @Min(0) @Max(1_000_000) @DefaultValue("10000") int maxQueuedCalls) {}
