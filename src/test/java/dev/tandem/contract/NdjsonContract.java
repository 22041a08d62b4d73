package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The same stream as lines of JSON. */
abstract class NdjsonContract extends Contract {
    private static final String ACCEPT = "Accept: application/x-ndjson";

    @Test
    void eachPublicationIsALine() {
        String epoch = publish("0").epoch();
        EventClient lines = events("", ACCEPT);
        assertThat(lines.head().header("Content-Type")).contains("application/x-ndjson");
        assertThat(lines.head().header("Tandem-Position")).contains(epoch + ":1");
        assertThat(lines.head().header("Cache-Control")).contains("no-store");

        publish("a\nb");
        post(messages(channel), "application/json", "{\n\"a\":\r\n1}");
        http("POST", messages(channel), new byte[] {0, -1});

        assertThat(lines.line()).matches(line(2, "text/plain", "\"a\\\\nb\""));
        assertThat(lines.line()).matches(line(3, "application/json", "\\{ \"a\":  1\\}"));
        assertThat(lines.line()).matches(line(4, "application/octet-stream", "\"AP8=\""));
    }

    private String line(int offset, String contentType, String data) {
        return "\\{\"channel\":\"%s\",\"offset\":%d,\"time\":\"[0-9T:.-]+Z\",\"contentType\":\"%s\",\"data\":%s\\}\n"
                .formatted(channel, offset, contentType, data);
    }

    @Test
    void itRecovers() {
        String epoch = publish("1").epoch();
        publish("2");
        EventClient lines = events("?after=" + epoch + ":1", ACCEPT);
        publish("3");

        assertThat(lines.line()).contains("\"offset\":2,");
        assertThat(lines.line()).contains("\"offset\":3,");
    }

    @Test
    void aGapIsALine() {
        String epoch = publish("1").epoch();
        EventClient lines = events("?after=other:1", ACCEPT);

        assertThat(lines.line())
                .isEqualTo("{\"event\":\"gap\",\"channel\":\"%s\",\"epoch\":\"%s\",\"offset\":0}\n"
                        .formatted(channel, epoch));
        assertThat(lines.line()).contains("\"offset\":1,");
    }

    @Test
    void aHeartbeatIsAnEmptyLine() {
        EventClient lines = events("", ACCEPT);
        service().advance(Duration.ofSeconds(25));

        assertThat(lines.line()).isEqualTo("\n");
    }
}
