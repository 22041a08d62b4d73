package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import dev.tandem.core.api.WorkApi;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.task.Progress;
import dev.tandem.core.task.TaskInput.Digest;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.core.work.UpstreamReply;
import dev.tandem.core.work.WorkFailedException;
import dev.tandem.routing.Route;
import java.net.URI;
import java.util.List;

/** The work by which models are compared, in code that blocks; that a library does so too makes no difference here. */
record WorkOperations(
        WorkApi api, UpstreamClient upstream, ComputingThreads computing, VirtualThreads threads, Presence presence)
        implements Bindings.Operations {
    @Override
    public void bind(Bindings to) {
        to.answer(Route.ECHO, call -> api.echo(call.head(), call.body(api.maxBodyBytes())));
        to.block(Route.CALL_UPSTREAM, presence, this::callUpstream);
        to.block(Route.CALL_BLOCKING, presence, this::callUpstream);
        to.block(Route.CALL_UPSTREAM_MANY, presence, this::callUpstreamMany);
        to.block(Route.COMPUTE, presence, this::compute);
        to.block(Route.CALL_AND_COMPUTE, presence, this::callAndCompute);
    }

    private Answer callUpstream(Call call) throws InterruptedException {
        return api.called(upstream.call(api.call(call.query())));
    }

    private Answer callUpstreamMany(Call call) throws InterruptedException {
        List<URI> urls = api.calls(call.query());
        return api.called(new FanOut(threads, urls.size(), Progress.UNTOLD).each(urls, upstream::call));
    }

    private Answer compute(Call call) throws InterruptedException {
        return api.computed(digest(api.digest(call.query())));
    }

    private Answer callAndCompute(Call call) throws InterruptedException {
        Digest input = api.digest(call.query());
        UpstreamReply reply = upstream.call(api.call(call.query()));
        return api.calledAndComputed(reply, digest(input));
    }

    private byte[] digest(Digest input) throws InterruptedException {
        try {
            return computing.compute(() -> DigestRounds.compute(input, Progress.UNTOLD));
        } catch (WorkFailedException e) {
            throw Problem.of(ProblemCode.POOL_SATURATED, e.failure().detail()).asException();
        }
    }
}
