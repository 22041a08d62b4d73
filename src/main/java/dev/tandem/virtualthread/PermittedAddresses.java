package dev.tandem.virtualthread;

import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.work.FetchException;
import dev.tandem.core.work.Hops;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Where the host of one URL leads, as far as it may be connected to. HttpClient connects to what it is given here and looks
 * nothing up by itself, so a name cannot lead elsewhere between the check and the connection.
 */
record PermittedAddresses(URI url, FetchPolicy policy, SystemNames names) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        try {
            return Hops.permitted(policy, url, names.lookUp(host)).toArray(InetAddress[]::new);
        } catch (FetchException e) {
            throw unknown(host, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        }
    }

    private static UnknownHostException unknown(String host, Exception cause) {
        var unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
