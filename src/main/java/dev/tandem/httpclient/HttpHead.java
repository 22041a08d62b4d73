package dev.tandem.httpclient;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.FetchHead;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * What the head of a response is read from, line by line: no more than a head may be, each line ended as it has to be, with
 * nothing in it that HttpClient would take for a blank; and where the connection ends before the head does, that is an
 * error. HttpClient takes it for the end of the head, and half of a field for the whole.
 */
public final class HttpHead implements SessionInputBuffer {
    private final SessionInputBuffer buffer;
    private int room = FetchHead.MAX_LENGTH;
    private boolean begun;

    private HttpHead(SessionInputBuffer buffer) {
        this.buffer = buffer;
    }

    /** The client's own would skip whatever comes before something that looks like HTTP. */
    public static HttpMessageParser<ClassicHttpResponse> parser(Http1Config config) {
        var strict = new DefaultHttpResponseParser(config);
        return (buffer, connection) -> {
            ClassicHttpResponse response = strict.parse(new HttpHead(buffer), connection);
            FetchHead.check(
                    response.getVersion().format(),
                    response.getCode(),
                    Stream.of(response.getHeaders())
                            .map(field -> Map.entry(field.getName(), field.getValue() == null ? "" : field.getValue()))
                            .toList());
            return response;
        };
    }

    @Override
    public int readLine(CharArrayBuffer line, InputStream connection) throws IOException {
        int longest = begun ? room : FetchHead.MAX_STATUS_LINE;
        int before = line.length();
        int last = 0;
        for (int b = next(connection); b != '\n'; b = next(connection)) {
            if (b == 0 || last == '\r' || --longest < 0) {
                throw new FetchException(FetchError.PROTOCOL_ERROR);
            }
            line.append((char) b);
            last = b;
        }
        if (last != '\r') {
            throw new FetchException(FetchError.PROTOCOL_ERROR);
        }
        line.setLength(line.length() - 1);
        begun |= line.length() > before;
        return line.length() - before;
    }

    private int next(InputStream connection) throws IOException {
        if (--room < 0) {
            throw new FetchException(FetchError.PROTOCOL_ERROR);
        }
        int b = buffer.read(connection);
        if (b < 0) {
            throw new ConnectionClosedException("The connection ended within the head of the response");
        }
        return b;
    }

    @Override
    public int read(InputStream connection) throws IOException {
        return buffer.read(connection);
    }

    @Override
    public int read(byte[] bytes, InputStream connection) throws IOException {
        return buffer.read(bytes, connection);
    }

    @Override
    public int read(byte[] bytes, int offset, int length, InputStream connection) throws IOException {
        return buffer.read(bytes, offset, length, connection);
    }

    @Override
    public int length() {
        return buffer.length();
    }

    @Override
    public int capacity() {
        return buffer.capacity();
    }

    @Override
    public int available() {
        return buffer.available();
    }

    @Override
    public HttpTransportMetrics getMetrics() {
        return buffer.getMetrics();
    }
}
