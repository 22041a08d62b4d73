package dev.tandem.eventloop;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Lets so many in at a time, and the others in the order in which they came, as far as the line has room. Thread-safe;
 * nobody blocks.
 */
final class Turns {
    private final Set<Turn> line = new LinkedHashSet<>();
    private final int maxWaiting;
    private int free;

    Turns(int atATime, int maxWaiting) {
        free = atATime;
        this.maxWaiting = maxWaiting;
    }

    /**
     * A turn, when there is one; fails with a {@link RejectedExecutionException} if the line has no room. Cancelling gives
     * it, or the place in the line, up.
     *
     * @param loop where this is subscribed to and cancelled; hands the turn over, so that none is lost on its way
     */
    Mono<Turn> next(Executor loop) {
        return Mono.create(sink -> {
            Turn turn = new Turn(loop, sink);
            sink.onCancel(turn::end);
            switch (enter(turn)) {
                case TAKEN -> sink.success(turn);
                case REFUSED -> sink.error(new RejectedExecutionException("waiting: " + maxWaiting));
                case WAITING -> {
                    // Until somebody's end.
                }
            }
        });
    }

    private enum Entry {
        TAKEN,
        WAITING,
        REFUSED
    }

    private synchronized Entry enter(Turn turn) {
        if (free > 0) {
            free--;
            turn.taken = true;
            return Entry.TAKEN;
        }
        if (line.size() >= maxWaiting) {
            return Entry.REFUSED;
        }
        line.add(turn);
        return Entry.WAITING;
    }

    final class Turn {
        private final Executor loop;
        private final MonoSink<Turn> sink;
        private boolean taken;

        private Turn(Executor loop, MonoSink<Turn> sink) {
            this.loop = loop;
            this.sink = sink;
        }

        /** Lets the next one in. Does nothing the second time. */
        void end() {
            Turn next;
            synchronized (Turns.this) {
                line.remove(this);
                if (!taken) {
                    return;
                }
                taken = false;
                if (line.isEmpty()) {
                    free++;
                    return;
                }
                next = line.iterator().next();
                line.remove(next);
                next.taken = true;
            }
            next.loop.execute(() -> next.sink.success(next));
        }
    }
}
