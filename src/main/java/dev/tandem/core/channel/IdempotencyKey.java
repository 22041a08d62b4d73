package dev.tandem.core.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tandem.core.payload.Payload;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A client's name for one publish, under which it may be repeated without being done twice
 * (draft-ietf-httpapi-idempotency-key-header).
 *
 * @param text 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(String text) {
    private static final Pattern PATTERN = Pattern.compile("[\\x21-\\x7e]{1,255}");

    /** @throws dev.tandem.core.problem.ProblemException {@code idempotency_key_invalid} */
    public IdempotencyKey {
        if (!PATTERN.matcher(text).matches()) {
            throw Problem.invalid(
                            ProblemCode.IDEMPOTENCY_KEY_INVALID,
                            "Idempotency-Key",
                            text,
                            "1 to 255 visible ASCII characters")
                    .asException();
        }
    }

    /** The key of one message of a batch that was sent under this key. */
    public IdempotencyKey ofMessage(int index) {
        return new IdempotencyKey(HexFormat.of().formatHex(sha256().digest((index + "/" + text).getBytes(US_ASCII))));
    }

    /** What tells a repeated publish from another one that was given the same key. */
    static byte[] fingerprint(Payload payload) {
        MessageDigest digest = sha256();
        digest.update(payload.contentType().getBytes(US_ASCII));
        digest.update((byte) 0);
        return digest.digest(payload.bytes());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
