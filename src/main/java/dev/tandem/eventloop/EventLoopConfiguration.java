package dev.tandem.eventloop;

import dev.tandem.core.ServerSettings;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The context of the event-loop model. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    NettyReactiveWebServerAutoConfiguration.class,
    HttpHandlerAutoConfiguration.class,
    WebFluxAutoConfiguration.class
})
public class EventLoopConfiguration {

    @Bean
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> addressAndPort(ServerSettings settings) {
        return factory -> {
            factory.setAddress(settings.address());
            factory.setPort(settings.port());
        };
    }
}
