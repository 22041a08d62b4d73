package dev.tandem.core.api;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages may use this service (WHATWG Fetch, CORS). A browser lets any page open a WebSocket to, or post to, a
 * server on the user's own machine or network; the {@code Origin} field is how the server tells its own pages from
 * others, as far as {@link Hosts} vouches for the host that it is compared with. A request without it does not come from a
 * page.
 */
public final class Origins {
    private static final String ANY = "*";
    private static final String EXPOSED = "Tandem-Model, Tandem-Position, Idempotency-Replayed, Location, ETag";

    private final Hosts hosts;
    private final Set<String> allowed;

    /** @param allowed origins such as {@code https://app.example.com}, or {@code *} */
    public Origins(Hosts hosts, List<String> allowed) {
        this.hosts = hosts;
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * The headers that the answer must carry so that the page may read it.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code host_not_allowed}, {@code origin_not_allowed}
     */
    public Map<String, String> check(RequestHead head) {
        Optional<String> host = head.header("Host");
        hosts.check(host);
        Optional<String> origin = head.header("Origin");
        if (origin.isEmpty() || isSame(origin.get(), host.orElse(""))) {
            return Map.of();
        }
        if (!allowed.contains(ANY) && !allowed.contains(origin.get())) {
            throw Problem.invalid(
                            ProblemCode.ORIGIN_NOT_ALLOWED,
                            "Origin",
                            origin.get(),
                            "the service's own, or one of tandem.allowed-origins")
                    .asException();
        }
        return Map.of(
                "Access-Control-Allow-Origin",
                origin.get(),
                "Access-Control-Expose-Headers",
                EXPOSED,
                "Vary",
                "Origin");
    }

    /** The answer to {@code OPTIONS}, a preflight included: what may be done with this path. */
    public static Answer options(Iterable<String> methods) {
        String list = String.join(", ", methods);
        return Answer.noContent()
                .with(Map.of(
                        "Allow",
                        list,
                        "Access-Control-Allow-Methods",
                        list,
                        "Access-Control-Allow-Headers",
                        "Content-Type, Idempotency-Key, Last-Event-ID, If-Match, If-None-Match",
                        "Access-Control-Max-Age",
                        "600"));
    }

    private static boolean isSame(String origin, String host) {
        String lower = origin.toLowerCase(Locale.ROOT);
        return lower.equals("http://" + host.toLowerCase(Locale.ROOT))
                || lower.equals("https://" + host.toLowerCase(Locale.ROOT));
    }
}
