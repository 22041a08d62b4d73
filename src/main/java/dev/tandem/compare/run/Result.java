package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Comparison;
import dev.tandem.compare.analysis.LoadPoint;
import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.analysis.Side;
import java.util.List;
import java.util.Map;

/**
 * What came of one scenario.
 *
 * @param rate at which requests were sent, in requests a second; 0 where there are none
 * @param curves what each side made of growing rates; empty where that was not tried
 * @param runs all of them, void ones included
 * @param comparisons of the good ones
 * @param faults why nothing can be said; empty if something can
 * @param caveats what has to be known beside it, a sentence each
 */
public record Result(
        Scenario scenario,
        double rate,
        Map<Side, List<LoadPoint>> curves,
        List<Measurement> runs,
        List<Comparison> comparisons,
        List<String> faults,
        List<String> caveats) {
    public boolean isValid() {
        return faults.isEmpty();
    }
}
