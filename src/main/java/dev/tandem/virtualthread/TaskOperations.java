package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.StreamPlan;
import dev.tandem.core.api.TaskApi;
import dev.tandem.routing.Route;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.servlet.function.ServerResponse;

/** What can be done with tasks. */
record TaskOperations(TaskApi api, Streams streams) implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.await(
                Route.SPAWN_TASK,
                api.limits().maxBodyBytes(),
                (call, body) -> api.spawn(call.query(), call.head(), body, call.caller()));
        to.answer(Route.LIST_TASKS, call -> api.list(call.query()));
        to.await(Route.JOIN_TASK, call -> api.join(call.name(), call.query(), call.caller()));
        to.await(Route.KILL_TASK, call -> api.kill(call.name(), call.caller()));
        to.bind(Route.TASK_EVENTS, this::follow);
    }

    private ServerResponse follow(Call call) throws IOException {
        return switch (api.events(call.name(), call.query(), call.head())) {
            case Answer answer ->
                new AnswerResponse(answer.with(call.headers()), Optional.of(call.route()), call.timer());
            case StreamPlan plan -> {
                call.awaitEnd();
                streams.open().refuseIfDraining();
                yield StreamResponse.ofEvents(call, plan, api::open, streams);
            }
        };
    }
}
