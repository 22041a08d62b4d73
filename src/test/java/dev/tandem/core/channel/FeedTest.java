package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.payload.Payload;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How each stream opens, and what a stream of several channels puts in front of each event. */
class FeedTest {
    private static final ChannelName A = new ChannelName("a");
    private static final ChannelName B = new ChannelName("b");

    private final Joined whole = new Joined(A, new StreamPosition("x", 1), true, List.of(publication(2)));
    private final Joined gap = new Joined(B, new StreamPosition("y", 5), false, List.of(publication(6)));

    @Test
    void anEventStreamOpensWithItsCursor() {
        Feed feed = new Feed(WireForm.SSE, List.of(whole));

        assertThat(feed.start()).isEqualTo("x:1");
        assertThat(opening(feed)).isEqualTo("id: x:1\n\n");
        assertThat(feed.hasGap()).isFalse();
    }

    @Test
    void aGapIsAnEvent() {
        assertThat(opening(new Feed(WireForm.SSE, List.of(gap))))
                .isEqualTo(
                        "id: y:5\n\nid: y:5\nevent: gap\ndata: {\"channel\":\"b\",\"epoch\":\"y\",\"offset\":5}\n\n");
    }

    @Test
    void ndjsonOpensWithItsGapsAlone() {
        assertThat(opening(new Feed(WireForm.NDJSON, List.of(whole)))).isEmpty();
        Feed feed = new Feed(WireForm.NDJSON, List.of(whole, gap));
        assertThat(opening(feed)).isEqualTo("{\"event\":\"gap\",\"channel\":\"b\",\"epoch\":\"y\",\"offset\":5}\n");
        assertThat(feed.start()).isEqualTo("a=x:1,b=y:5");
        assertThat(feed.hasGap()).isTrue();
    }

    @Test
    void anEnvelopeOpensWithWhatItIsSubscribedTo() {
        assertThat(opening(new Feed(WireForm.WEBSOCKET_ENVELOPE, List.of(gap))).substring(2))
                .isEqualTo("{\"type\":\"subscribed\",\"epoch\":\"y\",\"offset\":5,\"recovered\":false}");
        assertThat(opening(new Feed(WireForm.WEBSOCKET_RAW, List.of(gap)))).isEmpty();
    }

    @Test
    void theCursorOfSeveralChannelsMovesWithEachEventAndNamesItsChannelFirst() {
        Feed feed = new Feed(WireForm.SSE_WITHOUT_ID, List.of(whole, gap));

        assertThat(feed.start()).isEqualTo("a=x:1,b=y:5");
        assertThat(opening(feed)).isEqualTo("""
                        id: a=x:1,b=y:5

                        id: b=y:5,a=x:1
                        event: gap
                        data: {"channel":"b","epoch":"y","offset":5}

                        """);
        assertThat(feed.replay().stream().map(feed::prefix))
                .extracting(prefix -> new String(prefix, UTF_8))
                .containsExactly("id: a=x:2,b=y:5\n", "id: b=y:6,a=x:2\n");
    }

    @Test
    void oneChannelOnAStreamOfSeveralHasACompoundCursorToo() {
        Feed feed = new Feed(WireForm.SSE_WITHOUT_ID, List.of(whole));

        assertThat(feed.start()).isEqualTo("a=x:1");
        assertThat(opening(feed)).isEqualTo("id: a=x:1\n\n");
    }

    @Test
    void aStreamOfOneChannelSharesItsBytes() {
        Delivery delivery = new Delivery(A, "x", publication(2));

        assertThat(new Feed(WireForm.SSE, List.of(whole)).encode(delivery))
                .isSameAs(new Feed(WireForm.SSE, List.of(whole)).encode(delivery));
        assertThat(new Feed(WireForm.SSE, List.of(whole)).prefix(delivery)).isEmpty();
    }

    private static String opening(Feed feed) {
        return new String(feed.opening(), UTF_8);
    }

    private static Publication publication(long offset) {
        return new Publication(offset, Instant.EPOCH, 0, Payload.ofText("x".getBytes(UTF_8)));
    }
}
