package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of {@code Date} (RFC 9110, 6.6.1), made once a second. Thread-safe: whoever comes late makes it again. */
final class DateField {
    private static final DateTimeFormatter IMF_FIXDATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Ticker ticker;
    private volatile Made made = new Made(Long.MIN_VALUE, "");

    private record Made(long epochSecond, String text) {}

    DateField(Ticker ticker) {
        this.ticker = ticker;
    }

    String now() {
        Instant now = ticker.now();
        Made last = made;
        if (last.epochSecond() != now.getEpochSecond()) {
            last = new Made(now.getEpochSecond(), IMF_FIXDATE.format(now));
            made = last;
        }
        return last.text();
    }
}
