package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.Ticker;
import dev.tandem.core.payload.Payload;
import java.time.Duration;

/** What the benchmarks share. */
final class Benchmarks {
    private static final Duration LONG = Duration.ofHours(1);

    /** 128 bytes of JSON. */
    static final Payload MESSAGE =
            Payload.of(Payload.JSON_TYPE, ("{\"price\":61250,\"text\":\"" + "x".repeat(104) + "\"}").getBytes(UTF_8));

    private Benchmarks() {}

    /** A hub with the default history, whose deadlines never come. */
    static Hub hub(Ticker ticker) {
        return new Hub(
                new HubSettings(
                        name -> new HistoryLimits(100, LONG),
                        Long.MAX_VALUE,
                        1000,
                        LONG,
                        LONG,
                        1000,
                        new Liveness(LONG, LONG, LONG)),
                ticker,
                HubListener.NONE);
    }
}
