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
 * <p>A model puts the records of a response in, as its codec has read them, and calls {@link #follow}. Not thread-safe.
 */
public final class DnsAnswers {
    /** More than anybody has, and a loop is noticed soon. */
    private static final int MAX_ALIASES = 16;

    private final AddressType type;
    private final Map<String, Alias> aliases = new HashMap<>();
    private final Map<String, List<Address>> addresses = new HashMap<>();
    private String name;
    private long ttl = Long.MAX_VALUE;
    private int followed;

    private record Alias(String target, long ttl) {}

    public DnsAnswers(String name, AddressType type) {
        this.name = canonical(name);
        this.type = type;
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
     * @return whether there are addresses, or {@link #name} has become another one to ask for, unless that is {@link
     *     #isEndless endless}; otherwise there are none
     */
    public boolean follow() {
        int before = followed;
        for (Alias alias = aliases.get(name); alias != null && !isEndless(); alias = aliases.get(name)) {
            name = alias.target();
            ttl = Math.min(ttl, alias.ttl());
            followed++;
        }
        return !found().isEmpty() || followed > before;
    }

    /** Whether the aliases lead round and round, or too far. */
    public boolean isEndless() {
        return followed > MAX_ALIASES;
    }

    /** The addresses, none of which may be remembered for longer than any alias that has led to it. */
    public List<Address> found() {
        return addresses.getOrDefault(name, List.of()).stream()
                .map(found -> new Address(found.address(), type, found.ttl().map(own -> Math.min(own, ttl))))
                .toList();
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
