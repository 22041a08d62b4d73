package dev.tandem.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.FetchError;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FetchExceptionTest {
    static Stream<Arguments> foreseen() {
        return Stream.of(
                Arguments.of(new FetchException(FetchError.TOO_LARGE), true, FetchError.TOO_LARGE),
                Arguments.of(new UnknownHostException(), false, FetchError.NAME_UNKNOWN),
                Arguments.of(new SSLHandshakeException(""), false, FetchError.TLS_FAILED),
                Arguments.of(new SocketTimeoutException(), true, FetchError.TIMEOUT),
                Arguments.of(new TimeoutException(), true, FetchError.TIMEOUT),
                Arguments.of(new ConnectException(), false, FetchError.CONNECT_FAILED),
                Arguments.of(new NoRouteToHostException(), false, FetchError.CONNECT_FAILED),
                Arguments.of(new SocketException("Network is unreachable"), false, FetchError.CONNECT_FAILED),
                Arguments.of(new SocketException("Connection reset"), true, FetchError.CLOSED_EARLY),
                Arguments.of(new EOFException(), true, FetchError.CLOSED_EARLY),
                Arguments.of(new IOException(), true, FetchError.CLOSED_EARLY));
    }

    @ParameterizedTest
    @MethodSource("foreseen")
    void whatTheJdkThrows_hasAMeaning(Throwable failure, boolean connected, FetchError error) {
        assertThat(FetchException.errorOf(failure, connected)).contains(error);
    }

    @Test
    void aFaultOfOurOwn_hasNone() {
        assertThat(FetchException.errorOf(new IllegalStateException(), true)).isEmpty();
    }
}
