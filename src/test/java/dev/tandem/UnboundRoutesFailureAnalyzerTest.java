package dev.tandem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tandem.routing.Route;
import dev.tandem.routing.UnboundRoutesException;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

class UnboundRoutesFailureAnalyzerTest {
    @Test
    void routeWithoutAHandler_isNamed() {
        var failure = catchThrowableOfType(
                UnboundRoutesException.class,
                () -> UnboundRoutesException.requireAll(
                        "virtual-thread", EnumSet.complementOf(EnumSet.of(Route.HISTORY, Route.LIVEZ))));

        assertThat(new UnboundRoutesFailureAnalyzer().analyze(new IllegalStateException(failure)))
                .isNotNull()
                .extracting(FailureAnalysis::getDescription)
                .isEqualTo("The model virtual-thread does not bind livez (GET /livez), "
                        + "history (GET /v1/channels/{channel}/messages).");
    }

    @Test
    void everyRouteBound_isAccepted() {
        UnboundRoutesException.requireAll("event-loop", EnumSet.allOf(Route.class));
    }
}
