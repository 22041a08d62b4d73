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
    private static final int HTTP = 80;

    /** @throws IllegalArgumentException if it is not an {@code http} URL with a host that has an address */
    public static Endpoint of(URI url) {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException("%s (expected: a URL such as http://127.0.0.1:8080)".formatted(url));
        }
        var address = new InetSocketAddress(url.getHost(), url.getPort() < 0 ? HTTP : url.getPort());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("%s (expected: a host that has an address)".formatted(url));
        }
        return new Endpoint(address, url.getRawAuthority());
    }
}
