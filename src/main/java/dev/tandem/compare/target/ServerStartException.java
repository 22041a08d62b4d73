package dev.tandem.compare.target;

/** A server does not serve. The message says so in full: it ends with what the server printed last. */
public final class ServerStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ServerStartException(String what, String printed) {
        super(printed.isEmpty() ? what + ", and printed nothing" : what + ":\n" + printed);
    }
}
