package dev.tandem.eventloop;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.api.TaskApi;
import dev.tandem.routing.Route;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What can be done with tasks. */
record TaskOperations(TaskApi api, Streams streams, Drain drain) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.await(
                Route.SPAWN_TASK,
                api.limits().maxBodyBytes(),
                (call, body) -> api.spawn(call.query(), call.head(), body, call.caller()));
        to.answer(Route.LIST_TASKS, call -> api.list(call.query()));
        to.await(Route.JOIN_TASK, call -> api.join(call.name(), call.query(), call.caller()));
        to.await(Route.KILL_TASK, call -> api.kill(call.name(), call.caller()));
        to.bind(Route.TASK_EVENTS, call -> call.end().then(Mono.fromSupplier(() -> follow(call))));
    }

    private ServerResponse follow(Call call) {
        return switch (api.events(call.name(), call.query(), call.head())) {
            case Answer answer -> new AnswerResponse(answer);
            case StreamPlan plan -> {
                drain.refuseIfDraining();
                yield StreamResponse.open(call, plan, streams, api::open);
            }
        };
    }
}
