package dev.tandem.core.channel;

import dev.tandem.core.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A request for history that found nothing and waits for the next publication: a connection that takes one delivery.
 * Its answer is completed on its lane, or at once by whoever shuts the lane down.
 */
final class LongPoll extends Connection {
    private final HistoryPage nothing;
    private final Ticker ticker;
    private final CompletableFuture<HistoryPage> answer = new CompletableFuture<>();

    LongPoll(Hub hub, Lane lane, HistoryPage nothing) {
        super(hub, lane, Transport.LONG_POLL);
        this.nothing = nothing;
        this.ticker = hub.ticker();
    }

    CompletableFuture<HistoryPage> answer() {
        return answer;
    }

    /** Begins to wait; whatever completes the answer, a client that hung up included, ends the wait. */
    void timeOutAfter(Duration wait) {
        Ticker.Timer timer = ticker.schedule(wait, () -> lane().execute(this::timeOut));
        var _ = answer.whenComplete((page, failure) -> {
            timer.cancel();
            end();
        });
    }

    private void timeOut() {
        if (end()) {
            answer.complete(nothing);
        }
    }

    @Override
    protected void deliver(Delivery delivery) {
        if (end()) {
            written(delivery.publication(), ticker.nanoTime());
            answer.complete(
                    new HistoryPage(nothing.channel(), delivery.position(), true, List.of(delivery.publication())));
        }
    }

    @Override
    protected void endWhenWritten() {
        disconnect(DisconnectReason.COMPLETED);
    }

    @Override
    protected void terminate(DisconnectReason reason) {
        answer.complete(nothing);
    }

    @Override
    protected void flush() {}

    @Override
    protected void beat() {}

    @Override
    protected long outboxBytes() {
        return 0;
    }

    @Override
    protected long stalledNanos(long nowNanos) {
        return 0;
    }
}
