package dev.tandem;

import dev.tandem.core.Model;
import dev.tandem.core.ServedModels;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The running service: a root context without a web server, and under it, as siblings that cannot see each other, one
 * context for each model and one for the console.
 *
 * <p>The console starts last, when there is something to tell, and goes last, so that it can be seen how the models drain.
 */
public final class TandemServer implements AutoCloseable {
    private static final Logger log = System.getLogger(TandemServer.class.getName());

    private final Contexts contexts;
    private final ServedModels served;
    private final Map<Model, ConfigurableApplicationContext> models = new EnumMap<>(Model.class);
    private @Nullable ConfigurableApplicationContext console;
    private final AtomicBoolean closed = new AtomicBoolean();

    private TandemServer(Contexts contexts) {
        this.contexts = contexts;
        served = contexts.root().getBean(ServedModels.class);
    }

    /**
     * Starts the service; when this returns, every port answers.
     *
     * @param customizer sees the root context before it is filled; a test puts its clock there
     * @param arguments of the command line, {@code --tandem.event-loop.port=9000}
     * @throws StartFailedException if a context does not start; the reason has been logged and nothing is left running
     */
    public static TandemServer start(
            ApplicationContextInitializer<GenericApplicationContext> customizer, String... arguments) {
        long begin = System.nanoTime();
        TandemServer server = new TandemServer(new Contexts(customizer, arguments));
        try {
            server.startAll();
        } catch (RuntimeException e) {
            server.closeAll();
            throw e;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        log.log(Level.INFO, "{0}, started in {1} ms", server, Long.toString(took.toMillis()));
        return server;
    }

    private void startAll() {
        for (Model model : served.models()) {
            models.put(model, contexts.model(model));
            served.readiness(model).ready();
        }
        console = contexts.console();
    }

    /** The port on which a model listens. */
    public int port(Model model) {
        ConfigurableApplicationContext context = models.get(model);
        if (context == null) {
            throw new IllegalArgumentException("model: %s (expected: one of %s)".formatted(model, models.keySet()));
        }
        return portOf(context);
    }

    /** The port on which the console listens. */
    public int consolePort() {
        return portOf(Objects.requireNonNull(console, "not started"));
    }

    /** The root context, for what has no place in the API. */
    public ConfigurableApplicationContext root() {
        return contexts.root();
    }

    /**
     * Stops the service: no model is ready from now on, both drain at the same time, and when they have ended so do the
     * console and the root. Waits for all of it. Only the first call has an effect.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            log.log(Level.INFO, "Tandem is stopping");
            closeAll();
        }
    }

    private void closeAll() {
        served.draining();
        CompletableFuture.allOf(models.values().stream()
                        .map(context -> CompletableFuture.runAsync(context::close, Thread.ofPlatform()::start))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        if (console != null) {
            console.close();
            log.log(Level.INFO, "Tandem has stopped");
        }
        // Takes the logging with it.
        contexts.root().close();
    }

    private static int portOf(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer(), "no web server")
                .getPort();
    }

    /** The version, and the URLs at which it serves. */
    @Override
    public String toString() {
        List<String> urls = new ArrayList<>();
        models.keySet().forEach(model -> urls.add(model.text() + " " + url(port(model))));
        urls.add("console " + url(consolePort()));
        return "Tandem %s: %s".formatted(Version.current(), String.join(", ", urls));
    }

    private String url(int port) {
        InetAddress address = contexts.root().getBean(TandemProperties.class).address();
        String host = address.getHostAddress();
        return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port);
    }
}
