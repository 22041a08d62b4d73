package dev.tandem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.ServedModels;
import dev.tandem.core.SystemTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.ApiLimits;
import dev.tandem.core.api.Documents;
import dev.tandem.core.api.FlagApi;
import dev.tandem.core.api.Hosts;
import dev.tandem.core.api.Origins;
import dev.tandem.core.api.QueueApi;
import dev.tandem.core.api.SemaphoreApi;
import dev.tandem.core.api.TaskPermissions;
import dev.tandem.core.api.WorkApi;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.flag.FlagListener;
import dev.tandem.core.flag.Flags;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.queue.QueueListener;
import dev.tandem.core.queue.Queues;
import dev.tandem.core.semaphore.SemaphoreListener;
import dev.tandem.core.semaphore.Semaphores;
import dev.tandem.core.task.HostPattern;
import dev.tandem.core.task.Network;
import dev.tandem.core.task.TaskListener;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.wait.Waits;
import dev.tandem.core.work.CallSettings;
import dev.tandem.core.work.Upstream;
import dev.tandem.metrics.FlagGauges;
import dev.tandem.metrics.FlagMetrics;
import dev.tandem.metrics.HubGauges;
import dev.tandem.metrics.HubMetrics;
import dev.tandem.metrics.PinnedVirtualThreads;
import dev.tandem.metrics.PrometheusNames;
import dev.tandem.metrics.QueueGauges;
import dev.tandem.metrics.QueueMetrics;
import dev.tandem.metrics.SemaphoreGauges;
import dev.tandem.metrics.SemaphoreMetrics;
import dev.tandem.metrics.TaskMetrics;
import dev.tandem.routing.Route;
import dev.tandem.routing.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/** The root context: core, the routes and the registry of meters, and no web server. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TandemProperties.class)
@ImportAutoConfiguration({
    MetricsAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class,
    LogbackMetricsAutoConfiguration.class
})
class RootConfiguration {

    RootConfiguration(TandemProperties properties) {
        Consistency.check(properties);
    }

    @Bean
    @ConfigurationPropertiesBinding
    static Converter<String, HostPattern> hostPatterns() {
        return TaskSettings.hostPatterns();
    }

    @Bean
    @ConfigurationPropertiesBinding
    static Converter<String, Network> networks() {
        return TaskSettings.networks();
    }

    @Bean
    @ConfigurationPropertiesBinding
    static Converter<String, InetSocketAddress> nameServers() {
        return TaskSettings.nameServers();
    }

    @Bean
    static ConfigurationPropertiesBindHandlerAdvisor durationUnits(Environment environment) {
        return others -> new DurationUnits(others, environment);
    }

    @Bean
    @ConditionalOnMissingBean
    Ticker ticker() {
        return new SystemTicker();
    }

    @Bean
    Waits waits(Ticker ticker) {
        return new Waits(ticker);
    }

    @Bean
    ServedModels servedModels(TandemProperties properties) {
        return new ServedModels(properties.models());
    }

    @Bean
    Hub hub(TandemProperties properties, Ticker ticker, HubListener listener) {
        return new Hub(Settings.hub(properties), ticker, listener);
    }

    @Bean
    HubMetrics hubMetrics(MeterRegistry registry, TandemProperties properties) {
        return new HubMetrics(registry, properties.models());
    }

    @Bean
    HubGauges hubGauges(Hub hub, TandemProperties properties) {
        return new HubGauges(hub, properties.models());
    }

    @Bean
    Tasks tasks(TandemProperties properties, Ticker ticker, Waits waits, TaskListener listener, HubListener followers) {
        return new Tasks(TaskSettings.limits(properties), ticker, waits, listener, followers);
    }

    @Bean
    TaskPermissions taskPermissions(TandemProperties properties) {
        return TaskSettings.permissions(properties.tasks());
    }

    @Bean
    TaskMetrics taskMetrics(MeterRegistry registry, TandemProperties properties) {
        return new TaskMetrics(registry, properties.models());
    }

    @Bean
    Queues queues(TandemProperties properties, Ticker ticker, Waits waits, QueueListener listener) {
        return new Queues(Settings.queues(properties.queues()), ticker, waits, listener);
    }

    @Bean
    QueueApi queueApi(Queues queues, TandemProperties properties) {
        return new QueueApi(queues, Settings.queueApi(properties));
    }

    @Bean
    QueueMetrics queueMetrics(MeterRegistry registry, TandemProperties properties) {
        return new QueueMetrics(registry, properties.models());
    }

    @Bean
    QueueGauges queueGauges(Queues queues) {
        return new QueueGauges(queues);
    }

    @Bean
    Flags flags(TandemProperties properties, Ticker ticker, Waits waits, FlagListener listener) {
        return new Flags(Settings.flags(properties), ticker, waits, listener);
    }

    @Bean
    FlagApi flagApi(Flags flags, ApiLimits limits) {
        return new FlagApi(flags, limits.maxWait());
    }

    @Bean
    FlagMetrics flagMetrics(MeterRegistry registry, TandemProperties properties) {
        return new FlagMetrics(registry, properties.models());
    }

    @Bean
    FlagGauges flagGauges(Flags flags) {
        return new FlagGauges(flags);
    }

    @Bean
    Semaphores semaphores(TandemProperties properties, Ticker ticker, Waits waits, SemaphoreListener listener) {
        return new Semaphores(Settings.semaphores(properties), ticker, waits, listener);
    }

    @Bean
    SemaphoreApi semaphoreApi(Semaphores semaphores, ApiLimits limits) {
        return new SemaphoreApi(semaphores, limits.maxWait());
    }

    @Bean
    SemaphoreMetrics semaphoreMetrics(MeterRegistry registry, TandemProperties properties) {
        return new SemaphoreMetrics(registry, properties.models());
    }

    @Bean
    SemaphoreGauges semaphoreGauges(Semaphores semaphores) {
        return new SemaphoreGauges(semaphores);
    }

    @Bean
    WorkApi workApi(TandemProperties properties, ApiLimits limits) {
        return new WorkApi(
                limits.maxMessageBytes(),
                Optional.ofNullable(properties.work().upstream()).flatMap(Upstream::of));
    }

    @Bean
    CallSettings callSettings(TandemProperties properties) {
        return Settings.calls(properties.work());
    }

    @Bean
    MeterFilter prometheusNamesFilter() {
        return PrometheusNames.filter();
    }

    @Bean
    PrometheusNames prometheusNames() {
        return new PrometheusNames();
    }

    @Bean
    PinnedVirtualThreads pinnedVirtualThreads() {
        return new PinnedVirtualThreads();
    }

    @Bean
    RouteTable routeTable() {
        return new RouteTable();
    }

    @Bean
    ApiLimits apiLimits(TandemProperties properties) {
        return Settings.api(properties);
    }

    @Bean
    Hosts hosts(TandemProperties properties) {
        return Settings.hosts(properties);
    }

    @Bean
    Origins origins(Hosts hosts, TandemProperties properties) {
        return new Origins(hosts, properties.allowedOrigins());
    }

    @Bean
    Documents documents() {
        return new Documents(index(), openapi());
    }

    private static Answer index() {
        var json = new JsonWriter()
                .beginObject()
                .field("service", "tandem")
                .field("version", Version.current())
                .field("openapi", "/openapi.yaml");
        json.array(
                "operations",
                List.of(Route.values()),
                route -> json.beginObject()
                        .field("id", route.id())
                        .field("method", route.method())
                        .field("path", route.path())
                        .endObject());
        return Answer.json(200, json.endObject());
    }

    private static Answer openapi() {
        try {
            return Answer.document("application/yaml", new ClassPathResource("openapi.yaml").getContentAsString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
