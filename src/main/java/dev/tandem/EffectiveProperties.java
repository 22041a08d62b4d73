package dev.tandem;

import dev.tandem.core.DurationText;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * What the service really runs with: every property of {@code tandem.*}, those included that nobody has set, by its name and
 * as a person would write it. One without a value, or with an empty list, is empty.
 */
final class EffectiveProperties {
    private static final String HIDDEN = "***";

    /** What is not to be read by everybody who can reach the console; programs are given secrets in their environment. */
    private static final Pattern SECRET =
            Pattern.compile("password|secret|token|\\.environment[.\\[]", Pattern.CASE_INSENSITIVE);

    private static final Pattern PLAIN_KEY = Pattern.compile("[a-z0-9][a-z0-9-]*");

    private static final Map<DataUnit, String> SIZES = new LinkedHashMap<>();

    static {
        SIZES.put(DataUnit.TERABYTES, "TB");
        SIZES.put(DataUnit.GIGABYTES, "GB");
        SIZES.put(DataUnit.MEGABYTES, "MB");
        SIZES.put(DataUnit.KILOBYTES, "KB");
    }

    private final SortedMap<String, String> values = new TreeMap<>();

    private EffectiveProperties() {}

    /** The properties by their names, in their order. */
    static SortedMap<String, String> of(TandemProperties properties) {
        var effective = new EffectiveProperties();
        effective.add("tandem", properties);
        return Collections.unmodifiableSortedMap(effective.values);
    }

    private void add(String name, @Nullable Object value) {
        switch (value) {
            case Record group
            when isGroup(group) -> {
                for (RecordComponent part : group.getClass().getRecordComponents()) {
                    add(name + "." + DataObjectPropertyName.toDashedForm(part.getName()), valueOf(part, group));
                }
            }
            case Map<?, ?> entries
            when !entries.isEmpty() -> entries.forEach((key, entry) -> add(name + key(key.toString()), entry));
            case Collection<?> groups
            when groups.stream().anyMatch(EffectiveProperties::isGroup) -> {
                int index = 0;
                for (Object group : groups) {
                    add(name + "[" + index++ + "]", group);
                }
            }
            case null, default -> {
                String text = text(value);
                boolean hidden = !text.isEmpty() && SECRET.matcher(name).find();
                values.put(name, hidden ? HIDDEN : text);
            }
        }
    }

    /** Whether it is not a value, but has properties of its own. */
    private static boolean isGroup(Object value) {
        return value instanceof Record && value.getClass().getPackage().equals(TandemProperties.class.getPackage());
    }

    private static @Nullable Object valueOf(RecordComponent part, Record group) {
        try {
            return part.getAccessor().invoke(group);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String key(String key) {
        return PLAIN_KEY.matcher(key).matches() ? "." + key : "[" + key + "]";
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Map<?, ?> empty -> "";
            case Collection<?> elements ->
                elements.stream().map(EffectiveProperties::text).collect(Collectors.joining(","));
            case Enum<?> choice -> choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
            case Duration duration -> DurationText.of(duration);
            case DataSize size -> text(size);
            case InetAddress address -> address.getHostAddress();
            case InetSocketAddress address -> text(address);
            default -> value.toString();
        };
    }

    private static String text(DataSize size) {
        for (var unit : SIZES.entrySet()) {
            long count = size.toBytes() / DataSize.of(1, unit.getKey()).toBytes();
            if (count > 0 && size.equals(DataSize.of(count, unit.getKey()))) {
                return count + unit.getValue();
            }
        }
        return size.toBytes() + "B";
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
