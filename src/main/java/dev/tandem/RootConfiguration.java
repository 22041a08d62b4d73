package dev.tandem;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.core.ServedModels;
import dev.tandem.core.SystemTicker;
import dev.tandem.core.Ticker;
import dev.tandem.core.api.Answer;
import dev.tandem.core.api.ApiLimits;
import dev.tandem.core.api.Documents;
import dev.tandem.core.api.Origins;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.channel.HubListener;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.wait.Waits;
import dev.tandem.metrics.HubGauges;
import dev.tandem.metrics.HubMetrics;
import dev.tandem.metrics.PinnedVirtualThreads;
import dev.tandem.metrics.PrometheusNames;
import dev.tandem.routing.Route;
import dev.tandem.routing.RouteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.jvm.JvmMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.system.SystemMetricsAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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
    Origins origins(TandemProperties properties) {
        return new Origins(properties.allowedOrigins());
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
