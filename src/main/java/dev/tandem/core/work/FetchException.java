package dev.tandem.core.work;

import dev.tandem.core.task.FetchError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** There is no response from a URL, for a reason that was foreseen. */
public final class FetchException extends IOException {
    private final transient FetchError error;

    public FetchException(FetchError error) {
        super(error.detail());
        this.error = error;
    }

    public FetchError error() {
        return error;
    }

    /**
     * What an exception means that the JDK, or a library by the JDK's names, has thrown.
     *
     * @param connected whether the connection had been opened
     * @return empty for one that was not foreseen
     */
    public static Optional<FetchError> errorOf(Throwable failure, boolean connected) {
        return switch (failure) {
            case FetchException known -> Optional.of(known.error());
            case UnknownHostException _ -> Optional.of(FetchError.NAME_UNKNOWN);
            case SSLException _ -> Optional.of(FetchError.TLS_FAILED);
            case SocketTimeoutException _ -> Optional.of(FetchError.TIMEOUT);
            case TimeoutException _ -> Optional.of(FetchError.TIMEOUT);
            case ConnectException _ -> Optional.of(FetchError.CONNECT_FAILED);
            case NoRouteToHostException _ -> Optional.of(FetchError.CONNECT_FAILED);
            case IOException _ -> Optional.of(connected ? FetchError.CLOSED_EARLY : FetchError.CONNECT_FAILED);
            default -> Optional.empty();
        };
    }
}
