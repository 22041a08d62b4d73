package dev.tandem.virtualthread;

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
import dev.tandem.metrics.LiveVirtualThreads;
import dev.tandem.metrics.PoolGauges;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.routing.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.support.HandlerFunctionAdapter;

/**
 * The context of the virtual-thread model. Nothing is auto-configured: Tomcat, one servlet and one router function are all
 * that an API with routes, limits and problems of its own has use for.
 */
@Configuration(proxyBeanMethods = false)
public class VirtualThreadConfiguration {

    @Bean
    VirtualThreads virtualThreads(LiveVirtualThreads live) {
        return new VirtualThreads(live);
    }

    @Bean
    TomcatFactory tomcat(ServerSettings settings, VirtualThreads threads, RequestMetrics metrics) {
        return new TomcatFactory(settings, threads, metrics);
    }

    @Bean
    ApiServlet apiServlet() {
        return new ApiServlet();
    }

    @Bean
    ServletRegistrationBean<ApiServlet> apiServletRegistration(ApiServlet servlet) {
        var registration = new ServletRegistrationBean<>(servlet, "/");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    ApiMapping apiMapping() {
        return new ApiMapping();
    }

    @Bean
    HandlerFunctionAdapter handlerFunctionAdapter() {
        return new HandlerFunctionAdapter();
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            RouteTable table,
            Origins origins,
            List<Bindings.Operations> operations,
            VirtualThreads threads,
            RequestMetrics metrics) {
        return new Routes(table, origins, new Bindings(operations), threads.caller(), metrics);
    }

    @Bean
    Bindings.Operations serverOperations(HealthApi health, Documents documents) {
        return new ServerOperations(health, documents);
    }

    @Bean
    Bindings.Operations channelOperations(ChannelApi api, Streams streams) {
        return new ChannelOperations(api, streams);
    }

    @Bean
    Bindings.Operations taskOperations(TaskApi api, Streams streams) {
        return new TaskOperations(api, streams);
    }

    @Bean
    TaskRunners taskRunner(WorkSettings settings, Ticker ticker, VirtualThreads threads, MeterRegistry registry) {
        var runners = new TaskRunners(settings, ticker, threads);
        runners.bindTo(new PoolGauges(registry, Model.VIRTUAL_THREAD));
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
    UpstreamClient upstreamClient(CallSettings settings) {
        return new UpstreamClient(settings);
    }

    @Bean
    Presence presence() {
        return new Presence();
    }

    @Bean
    Bindings.Operations workOperations(
            WorkApi api, UpstreamClient upstream, TaskRunners runners, VirtualThreads threads, Presence presence) {
        return new WorkOperations(api, upstream, runners.computing(), threads, presence);
    }

    @Bean
    Streams streams(Hub hub, Ticker ticker, VirtualThreads threads, ServerSettings settings) {
        return new Streams(hub, new Lanes(hub, threads), ticker, threads, new OpenStreams(), settings.maxOutboxBytes());
    }

    @Bean
    Drain drain(Streams streams, Tasks tasks, Waits waits, ServerSettings settings) {
        return new Drain(streams, tasks, waits, settings);
    }

    @Bean(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME)
    DefaultLifecycleProcessor lifecycleProcessor(ServerSettings settings) {
        var processor = new DefaultLifecycleProcessor();
        processor.setTimeoutPerShutdownPhase(settings.shutdownTimeout().toMillis());
        return processor;
    }
}
