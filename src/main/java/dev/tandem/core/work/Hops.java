package dev.tandem.core.work;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.task.FetchPolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a fetch may go: to which address for a URL, and to which URL for a redirect. */
public final class Hops {
    private Hops() {}

    /**
     * Those of a host's addresses that may be connected to. Whoever connects does so to one of these, and does not look
     * the name up again.
     *
     * @throws FetchException {@code NAME_UNKNOWN}, {@code ADDRESS_NOT_ALLOWED}
     */
    public static List<InetAddress> permitted(FetchPolicy policy, URI url, List<InetAddress> addresses)
            throws FetchException {
        if (addresses.isEmpty()) {
            throw new FetchException(FetchError.NAME_UNKNOWN);
        }
        List<InetAddress> permitted = addresses.stream()
                .distinct()
                .filter(address -> policy.allows(url, address))
                .toList();
        if (permitted.isEmpty()) {
            throw new FetchException(FetchError.ADDRESS_NOT_ALLOWED);
        }
        return permitted;
    }

    /** Whether a response is a redirect that a {@code GET} follows (RFC 9110, 15.4). */
    public static boolean isRedirect(int status) {
        return switch (status) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    /**
     * Where to go on to.
     *
     * @param location the field of the redirect
     * @param followed how many redirects have been followed so far
     * @throws FetchException {@code TOO_MANY_REDIRECTS}, {@code REDIRECT_INVALID}, {@code HOST_NOT_ALLOWED}, looked for in
     *     this order
     */
    public static URI follow(FetchPolicy policy, URI from, Optional<String> location, int followed, int maxRedirects)
            throws FetchException {
        if (followed >= maxRedirects) {
            throw new FetchException(FetchError.TOO_MANY_REDIRECTS);
        }
        URI target = location.flatMap(text -> resolve(from, inAscii(text.strip())))
                .filter(Hops::isUsable)
                .orElseThrow(() -> new FetchException(FetchError.REDIRECT_INVALID));
        if (!policy.allows(target)) {
            throw new FetchException(FetchError.HOST_NOT_ALLOWED);
        }
        return target;
    }

    /** What is not ASCII stands for its bytes, which is how a header field came, and what browsers take it for. */
    private static String inAscii(String latin1) {
        StringBuilder ascii = new StringBuilder(latin1.length());
        latin1.chars().forEach(c -> {
            if (c < 0x80) {
                ascii.append((char) c);
            } else {
                ascii.append("%%%02X".formatted(c));
            }
        });
        return ascii.toString();
    }

    private static boolean isUsable(URI target) {
        String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https"))
                && target.getHost() != null
                && target.getRawUserInfo() == null
                && target.getPort() != 0
                && target.getPort() <= 0xFFFF;
    }

    /** RFC 3986, 5.2, where {@link URI#resolve} still follows RFC 2396: with an empty path on either side. */
    private static Optional<URI> resolve(URI from, String location) {
        try {
            URI reference = new URI(location);
            String path = from.getRawPath() == null || from.getRawPath().isEmpty() ? "/" : from.getRawPath();
            URI base = new URI(from.getScheme() + "://" + from.getRawAuthority() + path);
            if (reference.isAbsolute()
                    || reference.getRawAuthority() != null
                    || !reference.getRawPath().isEmpty()) {
                return Optional.of(base.resolve(reference));
            }
            String query = reference.getRawQuery() == null ? from.getRawQuery() : reference.getRawQuery();
            return Optional.of(query == null ? base : new URI(base + "?" + query));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
