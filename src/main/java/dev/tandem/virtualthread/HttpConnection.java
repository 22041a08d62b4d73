package dev.tandem.virtualthread;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * What a request's own thread may ask of the connection under it, and no other thread, as it touches the socket. Tomcat has
 * no API for this, so {@link HttpProcessor} leaves itself in the request.
 */
interface HttpConnection {
    /** The request attribute under which it is found. */
    String ATTRIBUTE = HttpConnection.class.getName();

    /** The connection of a request. */
    static HttpConnection of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof HttpConnection connection) {
            return connection;
        }
        throw new IllegalStateException("Not a request that " + HttpProtocol.class.getSimpleName() + " has read");
    }

    /** Whether the client has closed the connection; what it may have sent meanwhile is kept. */
    boolean clientHasLeft();

    /** From here on, no read of this request waits for longer than what is left of the time in which it must arrive. */
    void limitReads();

    /**
     * Writes the bytes of a whole answer past Tomcat, and has the connection closed: what Tomcat makes of a request that
     * it could not read, the version for instance, does not decide how that is answered.
     */
    void answerAndClose(byte[] answer) throws IOException;

    /** Makes room for so many bytes to come or go, which small buffers would take in many turns. */
    void expect(long bytes);
}
