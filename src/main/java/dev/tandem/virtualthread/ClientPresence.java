package dev.tandem.virtualthread;

/**
 * Tells a thread that waits on behalf of a client whether that client is still there. To be asked by the request's own
 * thread only: it looks at the socket, and nobody else may do so meanwhile.
 */
@FunctionalInterface
interface ClientPresence {
    /** The request attribute under which there is one. */
    String ATTRIBUTE = ClientPresence.class.getName();

    /** Whether the client has closed the connection; what it may have sent meanwhile is kept. */
    boolean hasLeft();
}
