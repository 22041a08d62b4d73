package dev.tandem.virtualthread;

import dev.tandem.core.Model;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.Documents;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.routing.Route;
import dev.tandem.routing.UnboundRoutesException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Binds every route to what it does. */
final class Operations {
    private static final long PRESENCE_CHECK_MILLIS = 500;

    private final Map<Route, Operation> operations = new EnumMap<>(Route.class);
    private final ChannelApi api;
    private final Streams streams;

    /** @throws UnboundRoutesException if a route has been forgotten */
    Operations(ChannelApi api, HealthApi health, Documents documents, Streams streams) {
        this.api = api;
        this.streams = streams;

        bind(Route.INDEX, call -> documents.index());
        bind(Route.OPENAPI, call -> documents.openapi());
        bind(Route.LIVEZ, call -> health.livez());
        bind(Route.READYZ, call -> health.readyz());

        bind(Route.PUBLISH, this::publish);
        bind(Route.PUBLISH_MANY, this::publishMany);
        bind(Route.HISTORY, this::history);
        bind(Route.CLEAR_HISTORY, call -> api.clear(call.channel()));
        bind(Route.LIST_CHANNELS, call -> api.list(call.query()));
        bind(Route.CHANNEL_STATE, call -> api.state(call.channel()));

        operations.put(Route.EVENTS, call -> {
            streams.open().refuseIfDraining();
            var plan = api.events(call.channel(), call.query(), call.head());
            call.awaitEnd();
            return StreamResponse.ofEvents(call, plan, api, streams);
        });
        operations.put(Route.EVENTS_OF_MANY, call -> {
            streams.open().refuseIfDraining();
            var plan = api.eventsOfMany(call.query(), call.head());
            call.awaitEnd();
            return StreamResponse.ofEvents(call, plan, api, streams);
        });
        operations.put(Route.WEBSOCKET, call -> {
            var plan = api.webSocket(call.channel(), call.query(), call.head());
            call.awaitEnd();
            streams.open().refuseIfDraining();
            return StreamResponse.ofWebSocket(call, plan, api, streams);
        });
        UnboundRoutesException.requireAll(Model.VIRTUAL_THREAD.text(), operations.keySet());
    }

    Operation of(Route route) {
        return Objects.requireNonNull(operations.get(route));
    }

    private interface Answering {
        Answer answer(Call call) throws IOException;
    }

    private void bind(Route route, Answering answering) {
        operations.put(
                route,
                call -> new AnswerResponse(
                        answering.answer(call).with(call.headers()), Optional.of(route), call.timer()));
    }

    private Answer publish(Call call) throws IOException {
        byte[] body = call.body(api.limits().maxMessageBytes());
        return await(api.publish(call.channel(), call.head(), body), call);
    }

    private Answer publishMany(Call call) throws IOException {
        byte[] body = call.body(api.limits().maxBodyBytes());
        return await(api.publishMany(call.head(), body), call);
    }

    private Answer history(Call call) throws IOException {
        call.awaitEnd();
        streams.open().refuseIfDraining();
        return await(api.history(call.channel(), call.query(), streams.lanes().next()), call);
    }

    /** Waits, and looks up now and then whether there is still somebody to wait for. */
    private static Answer await(CompletableFuture<Answer> answer, Call call) throws IOException {
        while (true) {
            try {
                return answer.get(PRESENCE_CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (call.clientHasLeft()) {
                    answer.cancel(false);
                    throw new ClientLeftException();
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof ProblemException refused
                        ? refused
                        : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                answer.cancel(false);
                Thread.currentThread().interrupt();
                throw new ClientLeftException();
            }
        }
    }
}
