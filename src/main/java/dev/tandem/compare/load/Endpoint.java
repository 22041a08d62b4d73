package dev.tandem.compare.load;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where a server listens.
 *
 * @param address resolved, so that no lookup is ever measured
 * @param authority what the {@code Host} field says
 */
public record Endpoint(InetSocketAddress address, String authority) {
    /** What a URL has to be. */
    public static final String EXPECTED = "a URL such as http://127.0.0.1:8080";

    private static final int HTTP = 80;
    private static final int MAX_PORT = 0xffff;

    /** @throws IllegalArgumentException if it is not an {@code http} URL of a host that has an address, and nothing more */
    public static Endpoint of(URI url) {
        int port = url.getPort() < 0 ? HTTP : url.getPort();
        if (!"http".equalsIgnoreCase(url.getScheme())
                || url.getHost() == null
                || port == 0
                || port > MAX_PORT
                || url.getRawUserInfo() != null
                || !(url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("%s (expected: %s)".formatted(url, EXPECTED));
        }
        var address = new InetSocketAddress(url.getHost(), port);
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("%s (expected: a host that has an address)".formatted(url));
        }
        return new Endpoint(address, url.getRawAuthority());
    }
}
