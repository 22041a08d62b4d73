package dev.tandem.eventloop;

import dev.tandem.core.api.RequestHead;
import java.util.List;
import java.util.Optional;
import reactor.netty.http.server.HttpServerRequest;

/** A request's head as Netty decoded it. */
final class NettyRequestHead implements RequestHead {
    private final HttpServerRequest request;
    private final String path;
    private final Optional<String> query;

    NettyRequestHead(HttpServerRequest request) {
        this.request = request;
        String target = request.uri();
        int mark = target.indexOf('?');
        path = mark < 0 ? target : target.substring(0, mark);
        query = mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public Optional<String> rawQuery() {
        return query;
    }

    @Override
    public Optional<String> header(String name) {
        List<String> lines = request.requestHeaders().getAll(name);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", lines));
    }
}
