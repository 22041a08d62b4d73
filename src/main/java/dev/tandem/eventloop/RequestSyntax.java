package dev.tandem.eventloop;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Netty's decoder lets pass and a server must not (RFC 9112, 3.2; RFC 9110, 7.2). */
final class RequestSyntax {
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~!$&'()*+,;=-]*)(:[0-9]{1,5})?");
    private static final Pattern ABSOLUTE_FORM = Pattern.compile("https?://([^/?]+)", Pattern.CASE_INSENSITIVE);

    /** RFC 3986, 3.3 and 3.4: pchar, "/" and "?". */
    private static final BitSet TARGET = new BitSet(128);

    static {
        TARGET.set('a', 'z' + 1);
        TARGET.set('A', 'Z' + 1);
        TARGET.set('0', '9' + 1);
        "-._~!$&'()*+,;=:@/?%".chars().forEach(TARGET::set);
    }

    private RequestSyntax() {}

    /** Whether a decoded head is a request that may be handled; a target in absolute form becomes one in origin form. */
    static boolean accept(HttpRequest request) {
        return isVersionKnown(request)
                && isHostRight(request)
                && isCodingKnown(request)
                && isExpectationKnown(request)
                && isTargetRight(request);
    }

    private static boolean isVersionKnown(HttpRequest request) {
        return request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || request.protocolVersion().equals(HttpVersion.HTTP_1_0);
    }

    private static boolean isHostRight(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            return request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        }
        return hosts.size() == 1 && HOST.matcher(hosts.getFirst()).matches();
    }

    private static boolean isCodingKnown(HttpRequest request) {
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || (codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.getFirst()));
    }

    private static boolean isExpectationKnown(HttpRequest request) {
        return !request.headers().contains(HttpHeaderNames.EXPECT)
                || request.headers().containsValue(HttpHeaderNames.EXPECT, HttpHeaderValues.CONTINUE, true);
    }

    /** An absolute target that names another host than {@code Host} does is somebody else's. */
    private static boolean isTargetRight(HttpRequest request) {
        String target = request.uri();
        if (!target.startsWith("/")) {
            Matcher absolute = ABSOLUTE_FORM.matcher(target);
            if (!absolute.lookingAt() || !names(request, absolute.group(1))) {
                return false;
            }
            String rest = target.substring(absolute.end());
            target = rest.startsWith("/") ? rest : "/" + rest;
            request.setUri(target);
        }
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (!TARGET.get(c) || (c == '%' && !isHex(target, i + 1))) {
                return false;
            }
        }
        return true;
    }

    private static boolean names(HttpRequest request, String authority) {
        String host = request.headers().get(HttpHeaderNames.HOST);
        return host == null || host.equalsIgnoreCase(authority);
    }

    private static boolean isHex(String target, int at) {
        return at + 1 < target.length()
                && Character.digit(target.charAt(at), 16) >= 0
                && Character.digit(target.charAt(at + 1), 16) >= 0;
    }
}
