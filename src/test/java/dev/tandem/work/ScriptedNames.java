package dev.tandem.work;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.security.Security;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * What the system's lookup finds for the names below {@value #DOMAIN}; all others are looked up as ever. Nothing that was
 * found is kept for the next lookup.
 */
public final class ScriptedNames extends InetAddressResolverProvider {
    private static final String DOMAIN = "tandem.test";
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();
    private static final AtomicInteger NAMES = new AtomicInteger();

    /** What is found; blocks for as long as it likes. */
    public interface Script {
        String[] lookUp() throws UnknownHostException, InterruptedException;
    }

    public ScriptedNames() {
        Security.setProperty("networkaddress.cache.ttl", "0");
    }

    /** A name that nobody else uses. */
    public static String add(Script script) {
        String name = "n" + NAMES.incrementAndGet() + "." + DOMAIN;
        SCRIPTS.put(name, script);
        return name;
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver system = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                return host.endsWith("." + DOMAIN) ? scripted(host) : system.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return system.lookupByAddress(address);
            }
        };
    }

    private static Stream<InetAddress> scripted(String host) throws UnknownHostException {
        try {
            Script script = SCRIPTS.get(host);
            if (script == null) {
                throw new UnknownHostException(host);
            }
            return Arrays.stream(script.lookUp()).map(InetAddress::ofLiteral);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    @Override
    public String name() {
        return "names of tests";
    }
}
