package dev.tandem;

/** The service does not start; Spring Boot has logged why. */
public final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(RuntimeException cause) {
        super(cause);
    }
}
