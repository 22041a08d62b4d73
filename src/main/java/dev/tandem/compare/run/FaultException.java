package dev.tandem.compare.run;

import java.io.IOException;
import java.util.Objects;

/** A run or a calibration can't go on. */
final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String fault;

    FaultException(String fault) {
        super(fault);
        this.fault = fault;
    }

    /** What is at fault: what it or its cause says; where that is of I/O, a connection could not be made. */
    static String faultOf(RuntimeException e) {
        if (e instanceof FaultException known) {
            return known.fault;
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String said = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
        return cause instanceof IOException ? "The server could not be connected to: " + said : said;
    }
}
