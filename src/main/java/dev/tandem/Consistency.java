package dev.tandem;

import dev.tandem.core.Model;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.unit.DataSize;

/** Checks what no single property can be blamed for. */
final class Consistency {
    /** What a message can take on the wire beyond its payload: the names and values of an envelope's other fields. */
    private static final int ENVELOPE_BYTES = 1024;

    private Consistency() {}

    /** @throws FailureAnalyzedException if the service should not start like this */
    static void check(TandemProperties properties) {
        requireLoopback(properties);
        requireDistinctPorts(properties);
        requireRoomForOneMessage(properties);
        TaskSettings.check(properties.tasks());
    }

    private static void requireLoopback(TandemProperties properties) {
        if (!properties.address().isLoopbackAddress() && !properties.openToNetwork()) {
            throw new FailureAnalyzedException(
                    "tandem.address: %s can be reached from the network, and this service asks nobody who they are."
                            .formatted(properties.address().getHostAddress()),
                    "Listen on a loopback address (tandem.address=127.0.0.1). If whoever reaches this address may use "
                            + "the service, say so: tandem.open-to-network=true.");
        }
    }

    private static void requireDistinctPorts(TandemProperties properties) {
        Map<Integer, String> taken = new LinkedHashMap<>();
        ports(properties).forEach((name, port) -> {
            String other = port == 0 ? null : taken.put(port, name);
            if (other != null) {
                throw new FailureAnalyzedException(
                        "%s and %s: both are %d (expected: a port for each).".formatted(other, name, port),
                        "Change one of them, or leave a model out with tandem.models.");
            }
        });
    }

    /** The port of everything that listens, by the property that sets it. */
    static Map<String, Integer> ports(TandemProperties properties) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        if (properties.models().contains(Model.EVENT_LOOP)) {
            ports.put("tandem.event-loop.port", properties.eventLoop().port());
        }
        if (properties.models().contains(Model.VIRTUAL_THREAD)) {
            ports.put("tandem.virtual-thread.port", properties.virtualThread().port());
        }
        ports.put("tandem.console.port", properties.console().port());
        return ports;
    }

    private static void requireRoomForOneMessage(TandemProperties properties) {
        DataSize message = properties.channels().maxMessageSize();
        DataSize outbox = properties.connections().maxOutbox();
        long base64 = (message.toBytes() + 2) / 3 * 4 + ENVELOPE_BYTES;
        if (outbox.toBytes() < base64) {
            throw new FailureAnalyzedException(
                    "tandem.connections.max-outbox: %s has no room for one message of tandem.channels.max-message-size, %s (expected: at least %dB)."
                            .formatted(outbox, message, base64),
                    "Raise tandem.connections.max-outbox or lower tandem.channels.max-message-size.");
        }
    }
}
