package dev.tandem.virtualthread;

import dev.tandem.core.api.Answer;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/**
 * What a request's own thread may ask of the connection under it, and no other thread, as it touches the socket; it may lend
 * it to another one while it does not ask itself ({@link Presence}). Tomcat has no API for this, so {@link HttpProcessor}
 * leaves itself in the request.
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

    /** The rest of the request will not be read, so the connection can't carry another one after the answer. */
    void leaveRest();

    /**
     * Writes an answer, past Tomcat: what Tomcat makes of a request that it could not read, the version for instance, does
     * not decide how that is answered, and neither does a status decide what becomes of the connection.
     *
     * @param last whether the connection ends here in any case
     * @return whether all of it could be written
     */
    boolean answer(Answer answer, boolean last);

    /**
     * Writes the head of an answer, past Tomcat as well, and leaves its body to others.
     *
     * @return whether it could be written
     */
    boolean begin(int status, Map<String, String> headers);

    /** Has the connection closed without an answer, as there is nobody to take one. */
    void abandon();

    /** Makes room for so many bytes to come or go, which small buffers would take in many turns. */
    void expect(long bytes);
}
