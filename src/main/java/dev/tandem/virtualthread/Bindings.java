package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.api.Answer;
import dev.tandem.routing.Route;
import dev.tandem.routing.UnboundRoutesException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Which operation each route is bound to. */
final class Bindings {
    /** The largest body where none is expected: any is refused, rather than left to wait in the connection. */
    static final int NO_BODY = 0;

    private final Map<Route, Operation> operations = new EnumMap<>(Route.class);

    /** The operations of one feature. */
    interface Operations {
        /** Binds each of them to its route. */
        void bind(Bindings to);
    }

    /** An operation whose answer is complete when it returns. */
    interface Answering {
        /**
         * Handles one request, and waits for as long as that takes.
         *
         * @throws dev.tandem.core.problem.ProblemException if it is refused
         * @throws IOException if the client left, or its body could not be read
         */
        Answer answer(Call call) throws IOException;
    }

    /** An operation that blocks in whatever it likes, as long as an interrupt ends it. */
    interface Blocking {
        /**
         * Handles one request, and waits for as long as that takes.
         *
         * @throws dev.tandem.core.problem.ProblemException if it is refused
         */
        Answer answer(Call call) throws InterruptedException;
    }

    /** An operation that may have to wait. */
    interface Awaiting {
        /** Begins it. */
        CompletableFuture<Answer> begin(Call call);
    }

    /** The same for one with a body. */
    interface WithBody {
        /** Begins it. */
        CompletableFuture<Answer> begin(Call call, byte[] body);
    }

    /** @throws UnboundRoutesException if a route has been forgotten */
    Bindings(Iterable<Operations> features) {
        features.forEach(feature -> feature.bind(this));
        UnboundRoutesException.requireAll(Model.VIRTUAL_THREAD.text(), operations.keySet());
    }

    Operation of(Route route) {
        return Objects.requireNonNull(operations.get(route));
    }

    void bind(Route route, Operation operation) {
        operations.put(route, operation);
    }

    void answer(Route route, Answering operation) {
        bind(route, call -> {
            Answer answer = operation.answer(call);
            return new AnswerResponse(answer.with(call.headers()), Optional.of(route), call.timer());
        });
    }

    /** An operation that may have to wait, and begins to when the client has said all that it has to say. */
    void await(Route route, Awaiting operation) {
        answer(route, call -> {
            call.awaitEnd();
            return call.await(operation.begin(call));
        });
    }

    /** An operation that blocks, begins to when the client has said all that it has to say, and ends when it leaves. */
    void block(Route route, Presence presence, Blocking operation) {
        answer(route, call -> {
            call.awaitEnd();
            return presence.whilePresent(HttpConnection.of(call.request()), () -> operation.answer(call));
        });
    }

    /** An operation with a body of at most {@code maxBytes}, which may have to wait. */
    void await(Route route, int maxBytes, WithBody operation) {
        answer(route, call -> call.await(operation.begin(call, call.body(maxBytes))));
    }
}
