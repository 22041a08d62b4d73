package dev.tandem.metrics;

/** Every meter of Tandem's own. */
public enum TandemMeter {
    HTTP_REQUESTS("tandem.http.requests");

    private final String meterName;

    TandemMeter(String meterName) {
        this.meterName = meterName;
    }

    /** The dotted name. */
    public String meterName() {
        return meterName;
    }
}
