package dev.tandem.eventloop;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.work.CallSettings;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.FetchHead;
import dev.tandem.core.work.UpstreamReply;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Calls the upstream with Spring's client, on this model's own loops. What is cancelled closes its connection; what comes to
 * its end leaves it for the next call.
 */
final class UpstreamClient {
    private static final Duration KEEP = Duration.ofSeconds(30);
    private static final AttributeKey<Boolean> USED = AttributeKey.valueOf(UpstreamClient.class, "used");

    private final OpenChannels open;
    private final CallSettings settings;
    private final WebClient web;

    UpstreamClient(LoopResources loops, ConnectionProvider connections, OpenChannels open, CallSettings settings) {
        this.open = open;
        this.settings = settings;
        HttpClient http = HttpClient.create(connections)
                .runOn(loops)
                .resolver(names -> names.runOn(loops))
                .disableRetry(true)
                .responseTimeout(settings.timeout())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.timeout().toMillis()))
                .httpResponseDecoder(decoder ->
                        decoder.maxInitialLineLength(FetchHead.MAX_STATUS_LINE).maxHeaderSize(FetchHead.MAX_LENGTH))
                .doOnChannelInit((observer, channel, address) -> {
                    open.add(channel);
                    channel.pipeline().addAfter(NettyPipeline.HttpCodec, null, new FinalResponses());
                });
        web = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .exchangeStrategies(ExchangeStrategies.empty().build())
                // What the library that blocks sends, to the byte, if in another order.
                .defaultHeader(HttpHeaders.ACCEPT, "*/*")
                .defaultHeader(HttpHeaders.CONNECTION, "keep-alive")
                .defaultHeader(HttpHeaders.USER_AGENT, "tandem")
                .build();
    }

    /** Connections that are kept, the one that was used last being used first. */
    static ConnectionProvider connections(CallSettings settings) {
        return ConnectionProvider.builder("tandem-upstream")
                .maxConnections(settings.maxConnections())
                .pendingAcquireMaxCount(-1)
                .pendingAcquireTimeout(settings.timeout())
                .maxIdleTime(KEEP)
                .lifo()
                .build();
    }

    /**
     * What the upstream answers. A connection that has been kept may be closed by the other side at any moment; a call that
     * finds it so has not been heard, and is made once more (RFC 9112, 9.3.1).
     *
     * @return fails with {@code upstream_failed}, {@code upstream_timeout}
     */
    Mono<UpstreamReply> call(URI url) {
        Attempt attempt = new Attempt();
        return exchange(url, attempt)
                .onErrorResume(
                        WebClientRequestException.class,
                        failure -> attempt.wasInVain(failure) ? exchange(url, attempt) : Mono.error(failure))
                .onErrorMap(this::meaning);
    }

    private Mono<UpstreamReply> exchange(URI url, Attempt attempt) {
        return web.get().uri(url).httpRequest(attempt::begins).exchangeToMono(UpstreamClient::read);
    }

    /** One call, as long as it has no answer. Each of its steps happens before the next, on whichever loop. */
    private final class Attempt {
        private boolean kept;

        void begins(ClientHttpRequest request) {
            Channel channel = ((Connection) request.getNativeRequest()).channel();
            kept = channel.attr(USED).getAndSet(true) != null;
        }

        boolean wasInVain(WebClientRequestException failure) {
            return kept && open.isRunning() && isClosed(failure.getCause());
        }

        private static boolean isClosed(@Nullable Throwable cause) {
            return switch (cause) {
                // An answer that is none is not asked for again.
                case FetchException _ -> false;
                case IOException _, AbortedException _ -> true;
                case null, default -> false;
            };
        }
    }

    private static Mono<UpstreamReply> read(ClientResponse response) {
        int status = response.statusCode().value();
        return response.body(BodyExtractors.toDataBuffers())
                // At once, as what is cancelled by another loop drops what it has not passed on.
                .map(UpstreamClient::take)
                .reduce(0L, Long::sum)
                .map(length -> new UpstreamReply(status, length));
    }

    private static long take(DataBuffer buffer) {
        long length = buffer.readableByteCount();
        DataBufferUtils.release(buffer);
        return length;
    }

    private Throwable meaning(Throwable failure) {
        Throwable cause = failure instanceof WebClientRequestException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return errorOf(cause).<Throwable>map(settings::problem).orElse(failure);
    }

    private static Optional<FetchError> errorOf(Throwable cause) {
        return switch (cause) {
            case ReadTimeoutException _, ConnectTimeoutException _ -> Optional.of(FetchError.TIMEOUT);
            case AbortedException _, PrematureChannelClosureException _ -> Optional.of(FetchError.CLOSED_EARLY);
            // What the decoder of HTTP objects to comes as either, depending on where it stands.
            case DecoderException _, IllegalArgumentException _ -> Optional.of(FetchError.PROTOCOL_ERROR);
            default -> FetchException.errorOf(cause, true);
        };
    }
}
