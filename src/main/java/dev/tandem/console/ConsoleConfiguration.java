package dev.tandem.console;

import dev.tandem.core.Model;
import dev.tandem.core.ServedModels;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.api.Hosts;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jackson.JacksonEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementContextAutoConfiguration;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsEndpointAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The context of the console: a server, and the few endpoints of the actuator that are meant to be there. */
@Configuration(proxyBeanMethods = false)
@Import(ConsoleController.class)
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    WebMvcAutoConfiguration.class,
    EndpointAutoConfiguration.class,
    JacksonEndpointAutoConfiguration.class,
    WebEndpointAutoConfiguration.class,
    ManagementContextAutoConfiguration.class,
    HealthContributorRegistryAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    InfoContributorAutoConfiguration.class,
    InfoEndpointAutoConfiguration.class,
    MetricsEndpointAutoConfiguration.class
})
public class ConsoleConfiguration {

    @Bean
    ConsoleServer consoleServer(ConsoleSettings settings, Hosts hosts) {
        return new ConsoleServer(settings, hosts);
    }

    @Bean
    HealthApi healthApi(ServedModels served) {
        return new HealthApi(served::allReady);
    }

    @Bean
    CompositeHealthContributor modelsHealthContributor(ServedModels served) {
        return CompositeHealthContributor.fromMap(
                served.models().stream().collect(Collectors.toMap(Model::text, model -> indicator(served, model))));
    }

    private static HealthIndicator indicator(ServedModels served, Model model) {
        return () -> served.readiness(model).isReady()
                ? Health.up().build()
                : Health.outOfService().build();
    }

    @Bean
    InfoContributor versionInfoContributor(ConsoleSettings settings) {
        return info -> info.withDetail("service", "tandem").withDetail("version", settings.version());
    }
}
