package dev.tandem.eventloop;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.WorkApi;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.task.Progress;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput.Digest;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.routing.Route;
import java.net.URI;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The work by which models are compared: calls on the loops, and on threads what blocks or computes. */
record WorkOperations(WorkApi api, UpstreamClient upstream, BlockingClient blocking, ComputingThreads computing)
        implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.bind(
                Route.ECHO,
                call -> call.body(api.maxBodyBytes()).map(body -> new AnswerResponse(api.echo(call.head(), body))));
        to.work(Route.CALL_UPSTREAM, this::callUpstream);
        to.work(Route.CALL_BLOCKING, this::callBlocking);
        to.work(Route.CALL_UPSTREAM_MANY, this::callUpstreamMany);
        to.work(Route.COMPUTE, this::compute);
        to.work(Route.CALL_AND_COMPUTE, this::callAndCompute);
    }

    private Mono<Answer> callUpstream(Call call) {
        return upstream.call(api.call(call.query())).map(api::called);
    }

    private Mono<Answer> callBlocking(Call call) {
        return blocking.call(api.call(call.query())).map(api::called);
    }

    private Mono<Answer> callUpstreamMany(Call call) {
        List<URI> urls = api.calls(call.query());
        return Flux.fromIterable(urls)
                .flatMap(upstream::call, urls.size())
                .collectList()
                .map(api::called);
    }

    private Mono<Answer> compute(Call call) {
        return digest(api.digest(call.query())).map(api::computed);
    }

    private Mono<Answer> callAndCompute(Call call) {
        Digest input = api.digest(call.query());
        return upstream.call(api.call(call.query()))
                .flatMap(reply -> digest(input).map(sha256 -> api.calledAndComputed(reply, sha256)));
    }

    private Mono<byte[]> digest(Digest input) {
        return computing
                .compute(() -> DigestRounds.compute(input, Progress.UNTOLD))
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> Problem.of(ProblemCode.POOL_SATURATED, TaskFailure.POOL_SATURATED.detail())
                                .asException());
    }
}
