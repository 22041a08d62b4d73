package dev.tandem.compare.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FaultExceptionTest {
    @Test
    void aFaultSaysItself() {
        assertThat(FaultException.faultOf(new FaultException("Nothing came to a good end")))
                .isEqualTo("Nothing came to a good end");
    }

    @Test
    void whatIsOfIO_isAConnectionThatCouldNotBeMade() {
        assertThat(faultOf(new ConnectException("Connection refused")))
                .isEqualTo("The server could not be connected to: Connection refused");
        assertThat(faultOf(new ClosedChannelException()))
                .isEqualTo("The server could not be connected to: java.nio.channels.ClosedChannelException");
    }

    @Test
    void aRefusalSaysWhatTheServerSaid() {
        assertThat(faultOf(new IllegalStateException("The stream was answered with 404 Not Found")))
                .isEqualTo("The stream was answered with 404 Not Found");
    }

    private static String faultOf(Exception cause) {
        return FaultException.faultOf(new CompletionException(cause));
    }
}
