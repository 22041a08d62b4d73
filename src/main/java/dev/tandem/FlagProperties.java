package dev.tandem;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Flags.
 *
 * @param maxFlags the most flags that are set or waited for at a time
 * @param maxValueSize the largest value of a flag
 * @param maxMemory the most that all flags that are set may take together
 * @param maxWaiters the most clients that wait for one flag
 * @param maxTtl the longest time after which a flag may be asked to clear itself
 */
public record FlagProperties(
        @Min(1) @DefaultValue("100000") int maxFlags,

        @DataSizeRange(min = "1B", max = "256MB") @DefaultValue("64KB")
        DataSize maxValueSize,

        @DataSizeRange(min = "1KB", max = "1TB") @DefaultValue("128MB")
        DataSize maxMemory,

        @Min(1) @DefaultValue("10000") int maxWaiters,

        @DurationMin(millis = 1) @DurationMax(days = TandemProperties.LONGEST_MEMORY_DAYS) @DefaultValue("24h")
        Duration maxTtl) {}
