package dev.tandem.virtualthread;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;

/**
 * What the head of a response is read from: no more than a head may be, and where the connection ends before the head does,
 * that is an error. HttpClient takes it for the end of the head, and half of a field for the whole.
 *
 * <p>The parser reads only while it has not seen the end of the head, so whatever was read before is part of it.
 */
final class HttpHead extends FilterInputStream {
    private static final int MAX_LENGTH = 64 * 1024;

    private int length;

    private HttpHead(InputStream connection) {
        super(connection);
    }

    /** The client's own would skip whatever comes before something that looks like HTTP. */
    static HttpMessageParser<ClassicHttpResponse> parser(Http1Config config) {
        var strict = new DefaultHttpResponseParser(config);
        return (buffer, connection) -> strict.parse(buffer, new HttpHead(connection));
    }

    @Override
    public int read(byte[] bytes, int offset, int size) throws IOException {
        if (length >= MAX_LENGTH) {
            throw new MessageConstraintException("The head of the response is too long");
        }
        int read = super.read(bytes, offset, size);
        if (read < 0) {
            throw new ConnectionClosedException("The connection ended within the head of the response");
        }
        length += read;
        return read;
    }
}
