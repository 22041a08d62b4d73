package dev.tandem;

import dev.tandem.core.Model;
import dev.tandem.core.queue.Order;
import dev.tandem.core.task.HostPattern;
import dev.tandem.core.task.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/**
 * A property of {@code tandem.*} that does not exist or has a wrong value: the property as it is written, the value, what was
 * expected, and where it was found. Goes before Spring Boot's own analyzers, which tell it in terms of our classes.
 */
final class PropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> implements Ordered {
    private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("tandem");
    private static final String ACTION = "Correct it, or remove it: every property of tandem has a default.";
    private static final Map<Class<?>, String> EXPECTED = Map.ofEntries(
            Map.entry(int.class, "a whole number"),
            Map.entry(Integer.class, "a whole number"),
            Map.entry(boolean.class, "true or false"),
            Map.entry(Duration.class, "a duration with its unit, such as 500ms, 30s, 5m or 2h"),
            Map.entry(DataSize.class, "a size, such as 512B, 256KB or 1MB"),
            Map.entry(InetAddress.class, "a host's name or address"),
            Map.entry(
                    InetSocketAddress.class,
                    "an address, with a port if it is not the usual one, such as 192.0.2.53 or [2001:db8::53]:5353"),
            Map.entry(
                    HostPattern.class,
                    "a host and a port, such as api.example.com:443, *.example.com:443, api.example.com:* or [::1]:8080"),
            Map.entry(Network.class, "a range of addresses, such as 10.0.0.0/8 or fd00::/8"),
            Map.entry(URI.class, HttpUrl.EXPECTED),
            Map.entry(Pattern.class, "a regular expression of java.util.regex"),
            Map.entry(
                    Order.class, Arrays.stream(Order.values()).map(Order::text).collect(Collectors.joining(" or "))),
            Map.entry(
                    Model.class, Arrays.stream(Model.values()).map(Model::text).collect(Collectors.joining(" or "))));

    private final Environment environment;

    PropertyFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, BindException cause) {
        if (!OURS.equals(cause.getName()) && !OURS.isAncestorOf(cause.getName())) {
            return null;
        }
        String description = switch (cause.getCause()) {
            case UnboundConfigurationPropertiesException unbound ->
                unbound.getUnboundProperties().stream()
                        .map(property -> describe(property.getName(), "there is no such property"))
                        .collect(Collectors.joining("\n"));
            case BindValidationException invalid ->
                invalid.getValidationErrors().getAllErrors().stream()
                        .map(this::describe)
                        .collect(Collectors.joining("\n"));
            case null, default ->
                describe(cause.getName(), expected(cause.getTarget().getType()));
        };
        return new FailureAnalysis(description, ACTION, cause);
    }

    private String describe(ObjectError error) {
        String path =
                error instanceof FieldError field ? "." + DataObjectPropertyName.toDashedForm(field.getField()) : "";
        return describe(ConfigurationPropertyName.of(OURS + path), String.valueOf(error.getDefaultMessage()));
    }

    private String describe(ConfigurationPropertyName name, String reason) {
        return find(name)
                .map(found -> "%s: %s (%s)%n    found as %s"
                        .formatted(name, found.getValue(), reason, String.valueOf(found.getOrigin())))
                .orElseGet(() -> "%s: %s".formatted(name, reason));
    }

    private Optional<ConfigurationProperty> find(ConfigurationPropertyName name) {
        for (var source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                return Optional.of(property);
            }
        }
        return Optional.empty();
    }

    private static String expected(ResolvableType type) {
        Class<?> whole = type.resolve(Object.class);
        Class<?> element = type.hasGenerics() ? type.getGeneric(0).resolve(Object.class) : whole;
        return "expected: " + EXPECTED.getOrDefault(element, "a value of another kind");
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
