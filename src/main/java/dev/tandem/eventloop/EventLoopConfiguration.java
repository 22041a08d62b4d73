package dev.tandem.eventloop;

import dev.tandem.core.Model;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.Ticker;
import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.Documents;
import dev.tandem.core.api.FlagApi;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.api.Origins;
import dev.tandem.core.api.QueueApi;
import dev.tandem.core.api.SemaphoreApi;
import dev.tandem.core.api.TaskApi;
import dev.tandem.core.api.WorkApi;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.core.wait.Waits;
import dev.tandem.core.work.CallSettings;
import dev.tandem.metrics.EventLoopLag;
import dev.tandem.metrics.PoolGauges;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.routing.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.NettyPipeline;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * The context of the event-loop model. Nothing is auto-configured: Boot's own limits would replace ours. Of WebFlux it uses
 * the functional endpoints alone, without the dispatcher and without codecs: core makes every byte of an answer.
 */
@Configuration(proxyBeanMethods = false)
public class EventLoopConfiguration {
    @Bean
    NettyReactiveWebServerFactory server(
            ServerSettings settings, ReactorResourceFactory resources, NettyServerCustomizer customizer) {
        var factory = new NettyReactiveWebServerFactory(settings.port());
        factory.setAddress(settings.address());
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.setResourceFactory(resources);
        factory.addServerCustomizers(customizer);
        return factory;
    }

    @Bean
    DefaultLifecycleProcessor lifecycleProcessor(ServerSettings settings) {
        var processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(settings.shutdownTimeout().toMillis());
        return processor;
    }

    /** Loops of this server's own, which accept as well: with one of them, one thread does everything. */
    @Bean
    LoopResources loopResources(EventLoopSettings settings) {
        return LoopResources.create(Model.EVENT_LOOP.text(), settings.threads(), true);
    }

    /** The connections to the upstream, which go before the loops that they are on. */
    @Bean(destroyMethod = "")
    ConnectionProvider upstreamConnections(CallSettings settings) {
        return UpstreamClient.connections(settings);
    }

    /** Requests have ended when the loops are shut down, and the hub's pulse would never let a loop be quiet. */
    @Bean
    ReactorResourceFactory reactorResourceFactory(LoopResources loops, ConnectionProvider connections) {
        var factory = new ReactorResourceFactory();
        factory.setUseGlobalResources(false);
        factory.setLoopResourcesSupplier(() -> loops);
        factory.setShutdownQuietPeriod(Duration.ZERO);
        factory.setConnectionProviderSupplier(() -> connections);
        return factory;
    }

    @Bean
    EventLoopLag eventLoopLag(MeterRegistry registry) {
        return new EventLoopLag(registry);
    }

    @Bean
    Loops loops(LoopResources resources, Hub hub, EventLoopLag lag) {
        return new Loops(resources, hub, lag);
    }

    @Bean
    DateField dateField(Ticker ticker) {
        return new DateField(ticker);
    }

    @Bean
    OpenChannels openChannels() {
        return new OpenChannels();
    }

    @Bean
    NettyServerCustomizer serverCustomizer(
            ServerSettings settings, RequestMetrics metrics, DateField date, OpenChannels open) {
        var guard = new RequestGuard.Settings(
                new HeadLimit(settings.maxHeaderBytes()),
                settings.requestTimeout().toNanos(),
                settings.keepAliveTimeout().toNanos(),
                metrics,
                date);
        return server -> server.option(ChannelOption.SO_BACKLOG, settings.backlog())
                .maxKeepAliveRequests(settings.maxKeepAliveRequests())
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(settings.maxHeaderBytes())
                        .maxHeaderSize(settings.maxHeaderBytes()))
                .doOnBound(bound -> bound.channel().pipeline().addFirst(new ConnectionLimit(settings.maxConnections())))
                .doOnChannelInit((observer, channel, address) -> {
                    open.add(channel);
                    channel.pipeline().addAfter(NettyPipeline.HttpCodec, null, new RequestGuard(guard));
                });
    }

    @Bean
    OpenSockets openSockets() {
        return new OpenSockets();
    }

    @Bean
    Drain drain(Hub hub, Tasks tasks, Waits waits, OpenSockets sockets) {
        return new Drain(hub, tasks, waits, sockets);
    }

    @Bean
    Streams streams(
            Hub hub, Loops loops, Ticker ticker, RequestMetrics metrics, OpenSockets sockets, ServerSettings settings) {
        return new Streams(hub, loops, ticker, metrics, sockets, settings.maxOutboxBytes());
    }

    @Bean
    Bindings.Operations serverOperations(HealthApi health, Documents documents) {
        return new ServerOperations(health, documents);
    }

    @Bean
    Bindings.Operations channelOperations(ChannelApi api, Streams streams, Drain drain) {
        return new ChannelOperations(api, streams, drain);
    }

    @Bean
    Bindings.Operations taskOperations(TaskApi api, Streams streams, Drain drain) {
        return new TaskOperations(api, streams, drain);
    }

    @Bean
    TaskRunners taskRunners(LoopResources loops, WorkSettings settings, Ticker ticker, MeterRegistry registry) {
        TaskRunners runners = new TaskRunners(loops, settings, ticker);
        runners.watch(new PoolGauges(registry, Model.EVENT_LOOP));
        return runners;
    }

    @Bean
    Bindings.Operations queueOperations(QueueApi api) {
        return new QueueOperations(api);
    }

    @Bean
    Bindings.Operations flagOperations(FlagApi api) {
        return new FlagOperations(api);
    }

    @Bean
    Bindings.Operations semaphoreOperations(SemaphoreApi api) {
        return new SemaphoreOperations(api);
    }

    @Bean
    UpstreamClient upstreamClient(
            LoopResources loops, ConnectionProvider connections, OpenChannels open, CallSettings settings) {
        return new UpstreamClient(loops, connections, open, settings);
    }

    @Bean
    BlockingClient blockingClient(CallSettings settings, MeterRegistry registry) {
        BlockingClient client = new BlockingClient(settings);
        client.watch(new PoolGauges(registry, Model.EVENT_LOOP));
        return client;
    }

    @Bean
    Bindings.Operations workOperations(
            WorkApi api, UpstreamClient upstream, BlockingClient blocking, TaskRunners runners) {
        return new WorkOperations(api, upstream, blocking, runners.computing());
    }

    @Bean
    HttpHandler httpHandler(
            List<Bindings.Operations> operations,
            RouteTable routes,
            Origins origins,
            RequestMetrics metrics,
            Ticker ticker,
            DateField date) {
        return RouterFunctions.toHttpHandler(
                new Bindings(operations),
                HandlerStrategies.empty()
                        .webFilter(new Front(routes, origins, metrics, ticker, date))
                        .build());
    }
}
