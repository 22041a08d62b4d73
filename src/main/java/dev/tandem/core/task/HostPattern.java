package dev.tandem.core.task;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and port that may be fetched from: {@code api.example.com:443}, {@code *.example.com:443}, {@code
 * api.example.com:*}, {@code 10.0.0.7:8080}, {@code [::1]:8080}.
 *
 * @param host in lower case; an IPv6 address without its brackets
 * @param subdomains whether it stands for every name below {@code host} instead of {@code host} itself
 * @param port absent for any
 */
public record HostPattern(String host, boolean subdomains, OptionalInt port) {
    private static final Pattern TEXT =
            Pattern.compile("(?<sub>\\*\\.)?(?:\\[(?<v6>[0-9a-f:.]+)]|(?<host>[a-z0-9._-]+)):(?<port>\\*|[0-9]{1,5})");

    /** Reads a pattern; empty if it is none. */
    public static Optional<HostPattern> parse(String text) {
        Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String v6 = matcher.group("v6");
        String port = matcher.group("port");
        OptionalInt number = port.equals("*") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port));
        if (number.orElse(1) < 1 || number.orElse(1) > 65535) {
            return Optional.empty();
        }
        boolean subdomains = matcher.group("sub") != null;
        return Optional.of(new HostPattern(v6 != null ? v6 : matcher.group("host"), subdomains, number));
    }

    /** As it is written. */
    @Override
    public String toString() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return (subdomains ? "*." : "") + literal + ":" + (port.isPresent() ? "" + port.getAsInt() : "*");
    }

    boolean matches(String otherHost, int otherPort) {
        boolean sameHost =
                subdomains ? otherHost.endsWith("." + host) : otherHost.equals(host) || isSameAddress(otherHost);
        return sameHost && (port.isEmpty() || port.getAsInt() == otherPort);
    }

    /** Whether the host is this very address, and not a name that may lead to it. */
    boolean isAddress(InetAddress address) {
        return !subdomains && literal(host).filter(address::equals).isPresent();
    }

    private boolean isSameAddress(String otherHost) {
        Optional<InetAddress> mine = literal(host);
        return mine.isPresent() && mine.equals(literal(otherHost));
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
