package dev.tandem.core.api;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * By which names this service may be called (RFC 9110, 7.2). A page can have the name that it was loaded from resolve to the
 * user's own machine afterwards (DNS rebinding). Its requests then reach a service that listens there and nowhere else, and
 * by {@link Origins} alone they would be the service's own: {@code Origin} and {@code Host} are both the page's choice. But
 * they name the page's host. A request without a host does not come from a page.
 */
public final class Hosts {
    private static final String LOCALHOST = "localhost";
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|\\[::1\\]");

    /** What does not belong to the name: the dot of the root, and the port. */
    private static final Pattern REST = Pattern.compile("\\.?(:[0-9]*)?$");

    private final boolean any;
    private final Set<String> allowed;

    /**
     * @param any whether every name will do
     * @param allowed hosts besides those of loopback, in lower case and without a port
     */
    public Hosts(boolean any, List<String> allowed) {
        this.any = any;
        this.allowed = Set.copyOf(allowed);
    }

    /**
     * Checks the host that a request names.
     *
     * @param host the value of {@code Host}
     * @throws dev.tandem.core.problem.ProblemException {@code host_not_allowed}
     */
    public void check(Optional<String> host) {
        if (!any && host.isPresent() && !host.get().isEmpty() && !isAllowed(host.get())) {
            throw Problem.invalid(
                            ProblemCode.HOST_NOT_ALLOWED,
                            "Host",
                            host.get(),
                            "localhost, a loopback address, or one of tandem.allowed-hosts")
                    .asException();
        }
    }

    private boolean isAllowed(String host) {
        String name = REST.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
        return isLoopback(name) || allowed.contains(name);
    }

    /** Nobody else is reached by these (RFC 6761, 6.3; RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
    private static boolean isLoopback(String name) {
        return name.equals(LOCALHOST)
                || name.endsWith("." + LOCALHOST)
                || LOOPBACK.matcher(name).matches();
    }
}
