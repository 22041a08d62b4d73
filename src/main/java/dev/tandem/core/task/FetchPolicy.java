package dev.tandem.core.task;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What fetching may reach. Two questions, each asked again after every redirect: may this host and port be asked for by
 * name, and may the address that the name has led to be connected to. The second is what keeps a name that is allowed,
 * but is somebody else's to define, from leading into this machine or the network around it.
 *
 * <p>Immutable.
 *
 * @param allowed the hosts and ports that may be asked for
 * @param networks the loopback, private and otherwise special addresses that a name may lead to
 */
public record FetchPolicy(List<HostPattern> allowed, List<Network> networks) {
    /** Nothing else is given out (RFC 4291, 2.4). */
    private static final Network GLOBAL_IPV6 = network("2000::/3");

    private static final List<Network> SPECIAL = Stream.of(
                    "0.0.0.0/8", // RFC 791, 3.2: this network
                    "100.64.0.0/10", // RFC 6598: carrier-grade NAT
                    "192.0.0.0/24", // RFC 6890: protocol assignments
                    "192.0.2.0/24", // RFC 5737: documentation
                    "192.88.99.0/24", // RFC 7526: 6to4 relays
                    "198.18.0.0/15", // RFC 2544: benchmarks
                    "198.51.100.0/24", // RFC 5737: documentation
                    "203.0.113.0/24", // RFC 5737: documentation
                    "240.0.0.0/4", // RFC 1112, 4: reserved, and broadcast
                    "2001::/23", // RFC 2928: Teredo and other protocols
                    "2001:db8::/32", // RFC 3849: documentation
                    "2002::/16", // RFC 3056: 6to4, an IPv4 address behind it
                    "3fff::/20") // RFC 9637: documentation
            .map(FetchPolicy::network)
            .toList();

    /** Whether a URL may be fetched, as far as its name tells: {@code http} or {@code https}, no user, and on the list. */
    public boolean allows(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean http = scheme.equals("http") || scheme.equals("https");
        return http
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && allowed.stream().anyMatch(pattern -> pattern.matches(host(url), port(url)));
    }

    /**
     * Whether {@code address}, to which the host of {@code url} has led, may be connected to. An address that stands on the
     * list as itself may.
     */
    public boolean allows(URI url, InetAddress address) {
        return isPublic(address)
                || networks.stream().anyMatch(network -> network.contains(address))
                || allowed.stream()
                        .anyMatch(pattern -> pattern.isAddress(address) && pattern.matches(host(url), port(url)));
    }

    /** The host, in lower case, an IPv6 address without its brackets. */
    public static String host(URI url) {
        String host = url.getHost().toLowerCase(Locale.ROOT);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port, the scheme's own where none is given. */
    public static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return url.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    /** Globally reachable unicast, by the registries of RFC 6890. */
    static boolean isPublic(InetAddress address) {
        boolean special = address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || SPECIAL.stream().anyMatch(network -> network.contains(address));
        return !special && (address instanceof Inet4Address || GLOBAL_IPV6.contains(address));
    }

    private static Network network(String text) {
        return Network.parse(text).orElseThrow();
    }
}
