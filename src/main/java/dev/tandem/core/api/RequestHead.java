package dev.tandem.core.api;

import java.util.Optional;

/** A request without its body, as a model's server received it: nothing decoded, nothing normalised. */
public interface RequestHead {
    /** The method, for example {@code GET}. */
    String method();

    /** The path of the target, still percent-encoded. */
    String rawPath();

    /** What follows the {@code ?} of the target, still percent-encoded. */
    Optional<String> rawQuery();

    /** The value of a header field; several lines of one name are joined by {@code ", "} (RFC 9110, 5.3). */
    Optional<String> header(String name);
}
