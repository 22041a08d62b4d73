package dev.tandem.core.task;

import java.util.Locale;

/** Why a name has no address. The lower-case name is the stable code. */
public enum ResolveError {
    /** There is no such name, or it has no address of the types asked for. */
    NAME_UNKNOWN("The name has no address of the types asked for"),
    /** Nobody answered in time. */
    TIMEOUT("No answer came in time"),
    /** A server refused, failed, or answered with nonsense. */
    SERVER_FAILED("The name server could not answer");

    private final String detail;
    private final String code = name().toLowerCase(Locale.ROOT);

    ResolveError(String detail) {
        this.detail = detail;
    }

    /** The stable name, for example {@code name_unknown}. */
    public String code() {
        return code;
    }

    /** A sentence for the person who reads it. */
    public String detail() {
        return detail;
    }
}
