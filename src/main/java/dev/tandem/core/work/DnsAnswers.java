package dev.tandem.core.work;

import dev.tandem.core.task.HostName;
import dev.tandem.core.task.ResolveError;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskResult.Address;
import dev.tandem.core.task.TaskResult.Resolution;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the answer sections of DNS responses mean for one name and one type (RFC 1034, 3.6.2): aliases lead from the name
 * to another one, which has the addresses. Usually one response has all of it; otherwise the next is to be asked for
 * {@link #name}. Records of other names are nobody's, and not looked at.
 *
 * <p>A model asks for {@link #name}, puts the records of the response in, as its codec has read them, and does what {@link
 * #follow} says. Not thread-safe.
 */
public final class DnsAnswers {
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;

    /** More than anybody has, and a loop is noticed soon. */
    private static final int MAX_ALIASES = 16;

    private final AddressType type;
    private final Map<String, Alias> aliases = new HashMap<>();
    private final Map<String, List<Address>> addresses = new HashMap<>();
    private String name;
    private long ttl = Long.MAX_VALUE;
    private int followed;

    private record Alias(String target, long ttl) {}

    /** What is to be done next. */
    public sealed interface Next {}

    /** Ask for this name; what was looked up is an alias of it. */
    public record Ask(String name) implements Next {}

    /** Nothing; it is known what comes of it. */
    public sealed interface Outcome extends Next {}

    /** The addresses, at least one, none of which may be remembered for longer than any alias that has led to it. */
    public record Found(List<Address> addresses) implements Outcome {}

    /** There is no address. */
    public record Failed(ResolveError error) implements Outcome {}

    public DnsAnswers(String name, AddressType type) {
        this.name = canonical(name);
        this.type = type;
    }

    /**
     * Whether a response says something about the name, so that no other server needs to be asked.
     *
     * @param code its code (RFC 1035, 4.1.1)
     */
    public static boolean isAnswer(int code) {
        return code == NOERROR || code == NXDOMAIN;
    }

    /** The name to ask for: the one that was looked up, or where its aliases have led so far. */
    public String name() {
        return name;
    }

    /** An alias ({@code CNAME}) that a response has told of. One of what is no host name, as DNS allows, leads nowhere. */
    public void alias(String owner, String target, long ttlSeconds) {
        if (HostName.matches(target)) {
            aliases.putIfAbsent(canonical(owner), new Alias(canonical(target), ttlSeconds));
        }
    }

    /** An address, of the type that was asked for, that a response has told of. */
    public void address(String owner, InetAddress address, long ttlSeconds) {
        addresses
                .computeIfAbsent(canonical(owner), absent -> new ArrayList<>())
                .add(new Address(address, type, Optional.of(ttlSeconds)));
    }

    /**
     * Follows the aliases as far as they are known.
     *
     * @param code of the response, one that {@link #isAnswer}; where it says that there is no such name, that holds for the
     *     last of the aliases beside it (RFC 6604, 3)
     */
    public Next follow(int code) {
        if (code == NXDOMAIN) {
            return new Failed(ResolveError.NAME_UNKNOWN);
        }
        int before = followed;
        for (Alias alias = aliases.get(name); alias != null; alias = aliases.get(name)) {
            if (followed == MAX_ALIASES) {
                return new Failed(ResolveError.SERVER_FAILED);
            }
            name = alias.target();
            ttl = Math.min(ttl, alias.ttl());
            followed++;
        }
        List<Address> found = addresses.getOrDefault(name, List.of());
        if (!found.isEmpty()) {
            return new Found(found.stream().map(this::withOwnTtl).toList());
        }
        return followed > before ? new Ask(name) : new Failed(ResolveError.NAME_UNKNOWN);
    }

    private Address withOwnTtl(Address found) {
        return new Address(found.address(), type, found.ttl().map(own -> Math.min(own, ttl)));
    }

    /**
     * What comes of one name, the types having been asked for apart. Nothing is told by halves: if one type could not be
     * asked for, nobody knows what the name has.
     *
     * @param addresses in the order of the types
     * @param errors of the types that have none
     */
    public static Resolution resolution(String name, List<Address> addresses, Set<ResolveError> errors) {
        Optional<ResolveError> failed = errors.stream()
                .filter(error -> error != ResolveError.NAME_UNKNOWN)
                .min(Comparator.naturalOrder());
        if (failed.isPresent()) {
            return new Resolution(name, List.of(), failed);
        }
        return addresses.isEmpty()
                ? new Resolution(name, List.of(), Optional.of(ResolveError.NAME_UNKNOWN))
                : new Resolution(name, addresses, Optional.empty());
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
