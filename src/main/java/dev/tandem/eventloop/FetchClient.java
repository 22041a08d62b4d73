package dev.tandem.eventloop;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.FetchHead;
import dev.tandem.core.work.Hops;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * Spring's client on this model's own loops. Each exchange has a connection of its own, and that goes to an address that
 * the policy permits: names are looked up here, once, by a pool, as the system's lookup blocks; what is permitted of it is
 * all that the connection knows of the name; and a gate in front of the socket lets it go nowhere else, literal addresses
 * included, which no resolver gets to see.
 */
final class FetchClient {
    private static final String USER_AGENT = "tandem";

    private final FetchPolicy policy;
    private final Names names;
    private final HttpClient http;
    private final WebClient web;
    private @Nullable HttpClient secured;

    FetchClient(LoopResources loops, FetchPolicy policy, Names names) {
        this.policy = policy;
        this.names = names;
        http = HttpClient.create(ConnectionProvider.newConnection())
                .runOn(loops)
                .keepAlive(false)
                .disableRetry(true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                .httpResponseDecoder(decoder ->
                        decoder.maxInitialLineLength(FetchHead.MAX_STATUS_LINE).maxHeaderSize(FetchHead.MAX_LENGTH));
        // Spring's classes are loaded here, and not on a loop.
        web = WebClient.builder()
                .clientConnector(new ReactorClientHttpConnector(http))
                .exchangeStrategies(ExchangeStrategies.empty().build())
                .defaultHeader(HttpHeaders.USER_AGENT, USER_AGENT)
                .defaultHeader(HttpHeaders.ACCEPT, "*/*")
                .defaultHeader(HttpHeaders.ACCEPT_ENCODING, "identity")
                .build();
    }

    /**
     * Gets a URL.
     *
     * @param handler makes something of the response; whatever it has not consumed by then is read to its end
     * @return fails with a {@link FetchException}, or with what nobody foresaw
     */
    <T> Mono<T> get(URI url, Work work, Function<ClientResponse, Mono<T>> handler) {
        return names.lookUp(FetchPolicy.host(url))
                .onErrorMap(UnknownHostException.class, unknown -> new FetchException(FetchError.NAME_UNKNOWN))
                .flatMap(addresses -> Mono.fromCallable(() -> Hops.permitted(policy, url, addresses)))
                .zipWhen(permitted -> client(url))
                .publishOn(work.scheduler())
                .flatMap(ready -> exchange(url, new Hop(url, ready.getT1(), work), ready.getT2(), handler));
    }

    private <T> Mono<T> exchange(URI url, Hop hop, HttpClient client, Function<ClientResponse, Mono<T>> handler) {
        HttpClient pinned = client.resolver(hop)
                .doOnChannelInit((observer, channel, address) -> hop.admit(channel))
                .doOnConnected(connected -> hop.connected());
        return web.mutate()
                .clientConnector(new ReactorClientHttpConnector(pinned))
                .build()
                .get()
                .uri(onTheWire(url))
                .exchangeToMono(handler)
                .doFinally(ended -> hop.close())
                .onErrorMap(hop::meaning);
    }

    /** Escaped, and without the fragment, which is not the server's business (RFC 9110, 7.1). */
    private static URI onTheWire(URI url) {
        String text = url.toASCIIString();
        int fragment = text.indexOf('#');
        return fragment < 0 ? URI.create(text) : URI.create(text.substring(0, fragment));
    }

    /** One that speaks TLS where that is asked for, and trusts what the JVM trusts by default. */
    private Mono<HttpClient> client(URI url) {
        return Hop.isSecure(url) ? names.call(this::secured) : Mono.just(http);
    }

    /** Made when it is first needed: much is read from the disk for it. */
    private synchronized HttpClient secured() throws NoSuchAlgorithmException {
        if (secured == null) {
            SslContext context = new JdkSslContext(
                    SSLContext.getDefault(),
                    true,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    null,
                    ClientAuth.NONE,
                    null,
                    false);
            secured = http.secure(tls -> tls.sslContext(context).handshakeTimeout(Duration.ZERO));
        }
        return secured;
    }
}
