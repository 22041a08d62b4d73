package dev.tandem.eventloop;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;
import reactor.core.publisher.Mono;

/**
 * The system's resolver. It blocks, for as long as it likes, so it has threads of its own, and many, as names that nobody
 * answers for keep theirs for many seconds. A lookup that nobody waits for any more ends by itself: the system cannot be
 * told to stop.
 */
final class Names {
    private final Pool pool;

    Names(Pool pool) {
        this.pool = pool;
    }

    /** All addresses of a name; fails with {@link java.net.UnknownHostException}. */
    Mono<List<InetAddress>> lookUp(String name) {
        return call(() -> List.of(InetAddress.getAllByName(name)));
    }

    /** Something else that reads what the system has configured. */
    <T> Mono<T> call(Callable<T> blocking) {
        return pool.call(blocking);
    }
}
