package dev.tandem.core.task;

import java.util.Locale;

/** Why there is no response from a URL. The lower-case name is the stable code. */
public enum FetchError {
    /** The name has no address. */
    NAME_UNKNOWN("The name could not be resolved"),
    /** A redirect leads to a host or port that is not on the list. */
    HOST_NOT_ALLOWED("A redirect leads to a host and port that tandem.tasks.fetch.allowed does not list"),
    /** The name has none but loopback, private or otherwise special addresses. */
    ADDRESS_NOT_ALLOWED("The name leads to an address that tandem.tasks.fetch.allowed-networks does not list"),
    /** Nobody listens there, or cannot be reached. */
    CONNECT_FAILED("The connection could not be opened"),
    /** The TLS handshake failed, or the certificate is not trusted. */
    TLS_FAILED("The TLS handshake failed"),
    /** The time for this URL is over. */
    TIMEOUT("The response was not complete in time"),
    /** The connection ended before the response was complete. */
    CLOSED_EARLY("The connection ended before the response was complete"),
    /** What came is not HTTP. */
    PROTOCOL_ERROR("The response is not HTTP"),
    /** The body is larger than was asked for. */
    TOO_LARGE("The body is larger than maxBytes"),
    /** There were more redirects than allowed. */
    TOO_MANY_REDIRECTS("There were more redirects than were asked for"),
    /** A redirect leads to something that is not an http or https URL. */
    REDIRECT_INVALID("A redirect has no usable location");

    private final String detail;
    private final String code = name().toLowerCase(Locale.ROOT);

    FetchError(String detail) {
        this.detail = detail;
    }

    /** The stable name, for example {@code closed_early}. */
    public String code() {
        return code;
    }

    /** A sentence for the person who reads it. */
    public String detail() {
        return detail;
    }
}
