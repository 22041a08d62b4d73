package dev.tandem;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Refuses durations without a unit, which Spring Boot takes for milliseconds. A converter could not: where one fails, Spring
 * Boot asks its own.
 */
final class DurationUnits extends AbstractBindHandler {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");

    private final Environment environment;

    DurationUnits(BindHandler others, Environment environment) {
        super(others);
        this.environment = environment;
    }

    @Override
    public @Nullable Object onSuccess(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
        ConfigurationProperty property = context.getConfigurationProperty();
        if (result instanceof Duration && property != null && hasNoUnit(property)) {
            throw new IllegalArgumentException(name + " has no unit");
        }
        return super.onSuccess(name, target, context, result);
    }

    private boolean hasNoUnit(ConfigurationProperty property) {
        String text = environment.resolvePlaceholders(String.valueOf(property.getValue()));
        return NUMBER.matcher(text.strip()).matches();
    }
}
