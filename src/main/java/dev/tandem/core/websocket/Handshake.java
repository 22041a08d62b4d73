package dev.tandem.core.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** The opening handshake (RFC 6455, 4.2). No extension and no subprotocol is negotiated. */
public final class Handshake {
    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_LENGTH = 16;

    private Handshake() {}

    /**
     * Checks a request's fields.
     *
     * @param header looks up a header field
     * @return the client's key
     * @throws dev.tandem.core.problem.ProblemException {@code upgrade_required}, {@code websocket_handshake_invalid}
     */
    public static String check(Function<String, Optional<String>> header) {
        if (!hasToken(header.apply("Upgrade"), "websocket") || !hasToken(header.apply("Connection"), "upgrade")) {
            throw Problem.of(ProblemCode.UPGRADE_REQUIRED, "This is a WebSocket: connect with a WebSocket client")
                    .asException();
        }
        String version = header.apply("Sec-WebSocket-Version").orElse("");
        if (!version.equals(VERSION)) {
            throw Problem.invalid(ProblemCode.UPGRADE_REQUIRED, "Sec-WebSocket-Version", version, VERSION)
                    .asException();
        }
        String key = header.apply("Sec-WebSocket-Key").orElse("");
        if (!isKey(key)) {
            throw Problem.invalid(
                            ProblemCode.WEBSOCKET_HANDSHAKE_INVALID, "Sec-WebSocket-Key", key, "16 bytes in base64")
                    .asException();
        }
        return key;
    }

    /** The {@code Sec-WebSocket-Accept} that answers a key (RFC 6455, 4.2.2). */
    public static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    private static boolean hasToken(Optional<String> field, String token) {
        return field.stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .anyMatch(value -> value.strip().equalsIgnoreCase(token));
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_LENGTH;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
