package dev.tandem;

import dev.tandem.console.ConsoleConfiguration;
import dev.tandem.core.Model;
import dev.tandem.core.Readiness;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.api.ApiLimits;
import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.channel.Hub;
import dev.tandem.eventloop.EventLoopConfiguration;
import dev.tandem.eventloop.EventLoopSettings;
import dev.tandem.metrics.LiveVirtualThreads;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.virtualthread.VirtualThreadConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The running service: a root context without a web server, and under it, as siblings that cannot see each other, one
 * context for each model and one for the console.
 */
public final class TandemServer implements AutoCloseable {
    private final Deque<ConfigurableApplicationContext> contexts = new ArrayDeque<>();
    private final Map<Model, Integer> ports = new EnumMap<>(Model.class);
    private final Map<Model, Readiness> readiness = new EnumMap<>(Model.class);
    private int consolePort;

    private TandemServer() {}

    /**
     * Starts the service; when this returns, every port answers.
     *
     * @param customizer sees the root context before it is filled; a test puts its clock there
     * @param arguments of the command line, {@code --tandem.event-loop.port=9000}
     * @throws RuntimeException if a context does not start; the reason has been logged and nothing is left running
     */
    public static TandemServer start(
            ApplicationContextInitializer<GenericApplicationContext> customizer, String... arguments) {
        TandemServer server = new TandemServer();
        try {
            server.run(customizer, arguments);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void run(ApplicationContextInitializer<GenericApplicationContext> customizer, String... arguments) {
        ConfigurableApplicationContext root = new SpringApplicationBuilder(RootConfiguration.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .registerShutdownHook(false)
                .initializers(customizer)
                .run(arguments);
        contexts.push(root);
        TandemProperties properties = root.getBean(TandemProperties.class);
        for (Model model : properties.models()) {
            switch (model) {
                case EVENT_LOOP ->
                    startModel(
                            model,
                            Settings.server(properties, properties.eventLoop().port()),
                            EventLoopConfiguration.class,
                            WebApplicationType.REACTIVE,
                            arguments);
                case VIRTUAL_THREAD ->
                    startModel(
                            model,
                            Settings.server(
                                    properties, properties.virtualThread().port()),
                            VirtualThreadConfiguration.class,
                            WebApplicationType.SERVLET,
                            arguments);
            }
        }
        ConfigurableApplicationContext console = child(root, ConsoleConfiguration.class, WebApplicationType.SERVLET)
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean(
                                ServerSettings.class,
                                () -> Settings.server(
                                        properties, properties.console().port())))
                .run(arguments);
        contexts.push(console);
        consolePort = portOf(console);
        readiness.values().forEach(Readiness::ready);
    }

    private void startModel(
            Model model,
            ServerSettings settings,
            Class<?> configuration,
            WebApplicationType type,
            String... arguments) {
        ConfigurableApplicationContext root = contexts.getLast();
        Readiness ready = new Readiness();
        ConfigurableApplicationContext context = child(root, configuration, type)
                .initializers(initialized -> {
                    GenericApplicationContext beans = (GenericApplicationContext) initialized;
                    beans.registerBean(ServerSettings.class, () -> settings);
                    beans.registerBean(Readiness.class, () -> ready);
                    beans.registerBean(HealthApi.class, () -> new HealthApi(ready));
                    beans.registerBean(
                            ChannelApi.class,
                            () -> new ChannelApi(root.getBean(Hub.class), model, root.getBean(ApiLimits.class)));
                    beans.registerBean(
                            RequestMetrics.class, () -> new RequestMetrics(root.getBean(MeterRegistry.class), model));
                    beans.registerBean(LiveVirtualThreads.class, LiveVirtualThreads::new);
                    beans.registerBean(
                            EventLoopSettings.class,
                            () -> new EventLoopSettings(threads(root.getBean(TandemProperties.class))));
                })
                .run(arguments);
        contexts.push(context);
        ports.put(model, portOf(context));
        readiness.put(model, ready);
    }

    private static int threads(TandemProperties properties) {
        int configured = properties.eventLoop().threads();
        return configured > 0 ? configured : Runtime.getRuntime().availableProcessors();
    }

    private static SpringApplicationBuilder child(
            ConfigurableApplicationContext root, Class<?> configuration, WebApplicationType type) {
        return new SpringApplicationBuilder(configuration)
                .parent(root)
                .web(type)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false);
    }

    private static int portOf(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer(), "no web server")
                .getPort();
    }

    /** The port on which a model listens. */
    public int port(Model model) {
        Integer port = ports.get(model);
        if (port == null) {
            throw new IllegalArgumentException("models: " + model + " is left out (serving: " + ports.keySet() + ")");
        }
        return port;
    }

    /** The port on which the console listens. */
    public int consolePort() {
        return consolePort;
    }

    /** The root context, for what has no place in the API. */
    public ConfigurableApplicationContext root() {
        return contexts.getLast();
    }

    /** Stops taking requests, ends what stays open, and closes every context, the root last. */
    @Override
    public void close() {
        readiness.values().forEach(Readiness::draining);
        while (!contexts.isEmpty()) {
            contexts.pop().close();
        }
    }

    @Override
    public String toString() {
        return "TandemServer" + Arrays.asList(ports, consolePort);
    }
}
