package dev.tandem;

import dev.tandem.routing.UnboundRoutesException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what to do about a model that does not serve every operation. */
final class UnboundRoutesFailureAnalyzer extends AbstractFailureAnalyzer<UnboundRoutesException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnboundRoutesException cause) {
        return new FailureAnalysis(
                "The model " + cause.getMessage() + ".",
                "Bind each of these routes to a handler in the model's Operations, or remove it from Route.",
                cause);
    }
}
