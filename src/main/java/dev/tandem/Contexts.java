package dev.tandem;

import dev.tandem.console.ConsoleConfiguration;
import dev.tandem.console.ConsoleSettings;
import dev.tandem.core.Model;
import dev.tandem.core.Readiness;
import dev.tandem.core.ServedModels;
import dev.tandem.core.ServerSettings;
import dev.tandem.core.api.ApiLimits;
import dev.tandem.core.api.ChannelApi;
import dev.tandem.core.api.HealthApi;
import dev.tandem.core.api.TaskApi;
import dev.tandem.core.api.TaskPermissions;
import dev.tandem.core.channel.Hub;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.task.WorkSettings;
import dev.tandem.eventloop.EventLoopConfiguration;
import dev.tandem.eventloop.EventLoopSettings;
import dev.tandem.metrics.LiveVirtualThreads;
import dev.tandem.metrics.RequestMetrics;
import dev.tandem.virtualthread.VirtualThreadConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Consumer;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * How the four contexts are put together. The root holds what all share; the others are its children, and siblings that
 * cannot see each other. Whatever a child is told comes from here, as beans of its own.
 *
 * <p>Each method starts its context, or throws {@link StartFailedException}.
 */
final class Contexts {
    private final String[] arguments;
    private final ConfigurableApplicationContext root;

    /** Starts the root context. */
    Contexts(ApplicationContextInitializer<GenericApplicationContext> customizer, String... arguments) {
        this.arguments = arguments;
        root = run(application(RootConfiguration.class, WebApplicationType.NONE).initializers(customizer));
    }

    ConfigurableApplicationContext root() {
        return root;
    }

    ConfigurableApplicationContext model(Model model) {
        return switch (model) {
            case EVENT_LOOP -> eventLoop();
            case VIRTUAL_THREAD -> virtualThread();
        };
    }

    private ConfigurableApplicationContext eventLoop() {
        TandemProperties properties = shared(TandemProperties.class);
        return child(EventLoopConfiguration.class, WebApplicationType.REACTIVE, beans -> {
            addModel(beans, Model.EVENT_LOOP, properties.eventLoop().port());
            beans.registerBean(EventLoopSettings.class, () -> Settings.eventLoop(properties));
        });
    }

    private ConfigurableApplicationContext virtualThread() {
        TandemProperties properties = shared(TandemProperties.class);
        return child(VirtualThreadConfiguration.class, WebApplicationType.SERVLET, beans -> {
            addModel(beans, Model.VIRTUAL_THREAD, properties.virtualThread().port());
            beans.registerBean(LiveVirtualThreads.class, () -> new LiveVirtualThreads(shared(MeterRegistry.class)));
        });
    }

    ConfigurableApplicationContext console() {
        return child(
                ConsoleConfiguration.class,
                WebApplicationType.SERVLET,
                beans -> beans.registerBean(
                        ConsoleSettings.class, () -> Settings.console(shared(TandemProperties.class))));
    }

    /** What both models are told. */
    private void addModel(GenericApplicationContext beans, Model model, int port) {
        Readiness readiness = shared(ServedModels.class).readiness(model);
        beans.registerBean(Model.class, () -> model);
        beans.registerBean(ServerSettings.class, () -> Settings.server(shared(TandemProperties.class), port));
        beans.registerBean(Readiness.class, () -> readiness);
        beans.registerBean(HealthApi.class, () -> new HealthApi(readiness::isReady));
        beans.registerBean(
                WorkSettings.class,
                () -> TaskSettings.work(shared(TandemProperties.class).tasks()));
        beans.registerBean(ChannelApi.class, () -> new ChannelApi(shared(Hub.class), model, shared(ApiLimits.class)));
        beans.registerBean(
                TaskApi.class,
                () -> new TaskApi(
                        shared(Tasks.class),
                        model,
                        beans.getBean(TaskRunner.class),
                        shared(ApiLimits.class),
                        shared(TaskPermissions.class)));
        beans.registerBean(RequestMetrics.class, () -> new RequestMetrics(shared(MeterRegistry.class), model));
    }

    private <T> T shared(Class<T> type) {
        return root.getBean(type);
    }

    private ConfigurableApplicationContext child(
            Class<?> configuration, WebApplicationType type, Consumer<GenericApplicationContext> beans) {
        return run(application(configuration, type)
                .parent(root)
                .initializers(context -> beans.accept((GenericApplicationContext) context)));
    }

    private static SpringApplicationBuilder application(Class<?> configuration, WebApplicationType type) {
        return new SpringApplicationBuilder(configuration)
                .web(type)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false);
    }

    private ConfigurableApplicationContext run(SpringApplicationBuilder application) {
        try {
            return application.run(arguments);
        } catch (RuntimeException e) {
            throw new StartFailedException(e);
        }
    }
}
