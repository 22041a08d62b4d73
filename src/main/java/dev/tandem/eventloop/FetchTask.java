package dev.tandem.eventloop;

import dev.tandem.core.Ticker;
import dev.tandem.core.task.FetchError;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Fetch.BodyForm;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.TaskResult.FetchFailure;
import dev.tandem.core.task.TaskResult.FetchResult;
import dev.tandem.core.task.TaskResult.Response;
import dev.tandem.core.work.DigestRounds;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.FetchHead;
import dev.tandem.core.work.Hops;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Gets the resources of many URLs, so many at a time. One that hangs takes up its own place and no other: whichever ends
 * makes room for the next, and the results are put in order afterwards. ({@code flatMapSequential} would begin nothing new
 * while the first in order hangs.)
 *
 * <p>Each has a deadline over everything, redirects and lookups included, and cancelling closes its connection, for a
 * deadline as for a kill.
 */
final class FetchTask {
    private final FetchClient client;
    private final FetchPolicy policy;

    FetchTask(FetchClient client, FetchPolicy policy) {
        this.client = client;
        this.policy = policy;
    }

    Mono<TaskResult> run(TaskInput.Fetch input, Work work) {
        List<URI> urls = input.urls();
        FetchResult[] results = new FetchResult[urls.size()];
        int[] done = {0};
        return Flux.range(0, urls.size())
                .flatMap(
                        index -> new Turn(input, work, urls.get(index)).fetch().doOnNext(result -> {
                            results[index] = result;
                            done[0]++;
                            work.run().progress(done[0], results.length);
                        }),
                        input.concurrency())
                .then(Mono.fromSupplier(() -> new TaskResult.Fetched(Arrays.asList(results))));
    }

    /** One URL, from its turn to its last byte. */
    private final class Turn {
        private final TaskInput.Fetch input;
        private final Work work;
        private final URI url;
        private final Ticker ticker;
        private final long begin;

        Turn(TaskInput.Fetch input, Work work, URI url) {
            this.input = input;
            this.work = work;
            this.url = url;
            ticker = work.ticker();
            begin = ticker.nanoTime();
        }

        Mono<FetchResult> fetch() {
            return hop(url, 0)
                    .timeout(work.after(input.timeout()), Mono.error(new FetchException(FetchError.TIMEOUT)))
                    .onErrorResume(
                            FetchException.class,
                            failure -> Mono.just(new FetchFailure(url, failure.error(), elapsed())));
        }

        private Mono<FetchResult> hop(URI location, int followed) {
            return client.get(location, work, response -> step(location, response))
                    .flatMap(step -> switch (step) {
                        case Read read -> Mono.just(read.response());
                        case Redirect redirect ->
                            Mono.fromCallable(() -> Hops.follow(
                                            policy, location, redirect.target(), followed, input.maxRedirects()))
                                    .flatMap(next -> hop(next, followed + 1));
                    });
        }

        private Mono<Step> step(URI location, ClientResponse response) {
            if (!Hops.isRedirect(response.statusCode().value())) {
                return read(location, response);
            }
            leave(response);
            return Mono.just(new Redirect(
                    Optional.ofNullable(response.headers().asHttpHeaders().getFirst(HttpHeaders.LOCATION))));
        }

        private Mono<Step> read(URI location, ClientResponse response) {
            Duration firstByte = elapsed();
            if (FetchHead.hasBody(response.statusCode().value())
                    && response.headers().contentLength().orElse(0) > input.maxBytes()) {
                leave(response);
                return Mono.error(new FetchException(FetchError.TOO_LARGE));
            }
            Body body = new Body(input.body());
            return response.body(BodyExtractors.toDataBuffers())
                    .map(Call::take)
                    .concatMap(bytes -> body.add(bytes, input.maxBytes())
                            ? Mono.<Step>empty()
                            : Mono.<Step>error(new FetchException(FetchError.TOO_LARGE)))
                    .then(Mono.fromSupplier(() -> new Read(new Response(
                            url,
                            location,
                            response.statusCode().value(),
                            headers(response),
                            body.bytes(),
                            body.length,
                            firstByte,
                            elapsed()))));
        }

        /** Closes the connection, instead of reading what nobody wants. */
        private void leave(ClientResponse response) {
            response.body(BodyExtractors.toDataBuffers())
                    .subscribe(DataBufferUtils::release, failure -> {})
                    .dispose();
        }

        private Map<String, String> headers(ClientResponse response) {
            HttpHeaders all = response.headers().asHttpHeaders();
            Map<String, String> wanted = new LinkedHashMap<>();
            for (String name : input.headers()) {
                List<String> values = all.getOrDefault(name, List.of());
                if (!values.isEmpty()) {
                    wanted.put(name, String.join(", ", values));
                }
            }
            return wanted;
        }

        private Duration elapsed() {
            return Duration.ofNanos(ticker.nanoTime() - begin);
        }
    }

    /** What a response means. */
    private sealed interface Step {}

    private record Read(Response response) implements Step {}

    private record Redirect(Optional<String> target) implements Step {}

    /** What is kept of a body. */
    private static final class Body {
        private final BodyForm form;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final MessageDigest sha256 = DigestRounds.sha256();
        private long length;

        Body(BodyForm form) {
            this.form = form;
        }

        /** Whether it is not too long with that. */
        boolean add(byte[] bytes, int max) {
            length += bytes.length;
            if (length > max) {
                return false;
            }
            switch (form) {
                case CONTENT -> content.writeBytes(bytes);
                case SHA256 -> sha256.update(bytes);
                case NONE -> {}
            }
            return true;
        }

        byte[] bytes() {
            return form == BodyForm.SHA256 ? sha256.digest() : content.toByteArray();
        }
    }
}
