package dev.tandem.compare.run;

/** A run or a calibration can't go on. */
final class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String fault;

    FaultException(String fault) {
        super(fault);
        this.fault = fault;
    }

    /** What is at fault: what it says, or else the connection that could not be made. */
    static String faultOf(RuntimeException e) {
        if (e instanceof FaultException known) {
            return known.fault;
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return "The server could not be connected to: " + cause.getMessage();
    }
}
