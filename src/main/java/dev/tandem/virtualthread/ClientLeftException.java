package dev.tandem.virtualthread;

import java.io.IOException;

/** There is nobody left to answer. */
final class ClientLeftException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientLeftException() {
        super("The client has left");
    }
}
