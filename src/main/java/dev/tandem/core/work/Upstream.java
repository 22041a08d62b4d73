package dev.tandem.core.work;

import java.net.URI;
import java.util.Optional;

/** A service that is called, and is told no more than how long to take over its answer. */
public final class Upstream {
    private static final int MAX_PORT = 65535;

    private final String url;

    private Upstream(String url) {
        this.url = url;
    }

    /** The one with this URL: absolute, http, and neither with a query or a fragment nor with a user; none if it is another. */
    public static Optional<Upstream> of(URI url) {
        boolean right = "http".equalsIgnoreCase(url.getScheme())
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getPort() != 0
                && url.getPort() <= MAX_PORT;
        return right ? Optional.of(new Upstream(url.toASCIIString())) : Optional.empty();
    }

    /** Where an answer comes from that takes so many milliseconds. */
    public URI taking(int millis) {
        return URI.create(url + "?ms=" + millis);
    }
}
