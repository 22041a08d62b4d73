package dev.tandem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A configuration file that is not YAML; the parser knows the place in the file and not the file. */
final class YamlFailureAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, MarkedYAMLException cause) {
        return new FailureAnalysis(
                "A configuration file is not YAML: " + cause.getMessage(),
                "Correct the file: application.yml in the working directory or in its folder config, or what "
                        + "spring.config.location names.",
                cause);
    }
}
