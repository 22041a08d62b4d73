package dev.tandem.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchPolicyTest {
    private static FetchPolicy policy(String... allowed) {
        return new FetchPolicy(
                Stream.of(allowed)
                        .map(text -> HostPattern.parse(text).orElseThrow())
                        .toList(),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com:443,      https://api.example.com/a?b,       true",
        "api.example.com:443,      https://API.Example.COM:443/,      true",
        "API.example.com:443,      https://api.example.com/,          true",
        "api.example.com:443,      http://api.example.com/,           false",
        "api.example.com:443,      http://api.example.com:443/,       true",
        "api.example.com:80,       http://api.example.com,            true",
        "api.example.com:443,      https://api.example.com:8443/,     false",
        "api.example.com:*,        https://api.example.com:8443/,     true",
        "api.example.com:443,      https://api.example.com.evil.com/, false",
        "api.example.com:443,      https://evil-api.example.com/,     false",
        "api.example.com:443,      https://api.example.com@evil.com/, false",
        "api.example.com:443,      https://user@api.example.com/,     false",
        "api.example.com:443,      ftp://api.example.com:443/,        false",
        "api.example.com:443,      //api.example.com:443/,            false",
        "*.example.com:443,        https://a.b.example.com/,          true",
        "*.example.com:443,        https://example.com/,              false",
        "*.example.com:443,        https://badexample.com/,           false",
        "10.0.0.7:8080,            http://10.0.0.7:8080/,             true",
        "10.0.0.7:8080,            http://10.0.0.70:8080/,            false",
        "[::1]:8080,               http://[::1]:8080/,                true",
        "[::1]:8080,               http://[0:0:0:0:0:0:0:1]:8080/,    true",
        "127.0.0.1:80,             http://localhost/,                 false",
    })
    void aHostAndPortIsAllowedThatStandsOnTheList(String pattern, URI url, boolean allowed) {
        assertThat(policy(pattern).allows(url)).isEqualTo(allowed);
    }

    @Test
    void whereNothingIsOnTheListNothingIsAllowed() {
        assertThat(policy().allows(URI.create("https://example.com/"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.1.2.3",
                "100.64.0.1",
                "127.0.0.1",
                "127.8.8.8",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "64:ff9b::7f00:1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1",
                "ff02::1",
                "2001::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "3fff::1"
            })
    void anAddressThatIsNotGloballyReachableIsNotFetchedFrom(String address) {
        URI url = URI.create("http://name.example/");

        assertThat(policy("name.example:80").allows(url, InetAddress.ofLiteral(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00::1"})
    void anAddressThatIsGloballyReachableIs(String address) {
        URI url = URI.create("http://name.example/");

        assertThat(policy("name.example:80").allows(url, InetAddress.ofLiteral(address)))
                .isTrue();
    }

    @Test
    void aNetworkThatIsAllowedMayBeLedTo() {
        FetchPolicy policy = new FetchPolicy(
                List.of(HostPattern.parse("name.example:80").orElseThrow()),
                List.of(Network.parse("10.0.0.0/8").orElseThrow()));
        URI url = URI.create("http://name.example/");

        assertThat(policy.allows(url, InetAddress.ofLiteral("10.9.9.9"))).isTrue();
        assertThat(policy.allows(url, InetAddress.ofLiteral("11.0.0.1"))).isTrue();
        assertThat(policy.allows(url, InetAddress.ofLiteral("192.168.0.1"))).isFalse();
    }

    @Test
    void anAddressThatStandsOnTheListAsItselfMayBeConnectedToForItselfAlone() {
        FetchPolicy policy = policy("127.0.0.1:8080", "name.example:8080", "localhost:8080");
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");

        assertThat(policy.allows(URI.create("http://127.0.0.1:8080/"), loopback))
                .isTrue();
        assertThat(policy.allows(URI.create("http://name.example:8080/"), loopback))
                .isFalse();
        assertThat(policy.allows(URI.create("http://localhost:8080/"), loopback))
                .isFalse();
    }
}
