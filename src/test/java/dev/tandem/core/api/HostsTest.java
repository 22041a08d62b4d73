package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    private final Hosts hosts = new Hosts(false, List.of("push.example.com", "[2001:db8::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "localhost.",
                "a.b.localhost:",
                "127.0.0.1",
                "127.0.0.1:8080",
                "127.255.0.3",
                "[::1]",
                "[::1]:8080",
                "push.example.com",
                "Push.Example.com.:443",
                "[2001:DB8::1]:8080",
                ""
            })
    void itsOwnNames(String host) {
        assertThatCode(() -> hosts.check(Optional.of(host))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "evillocalhost",
                "127.0.0.1.evil.example",
                "127.0.0.1x",
                "127.0.0",
                "128.0.0.1",
                "0.0.0.0",
                "192.168.1.1",
                "[::2]",
                "[::1].evil.example",
                "::1",
                "example.com",
                "a.push.example.com",
                "push.example.com..",
                "localhost:80:80",
                "."
            })
    void othersAreRefused(String host) {
        assertThatThrownBy(() -> hosts.check(Optional.of(host)))
                .hasMessage(
                        "host_not_allowed: Host: %s (expected: localhost, a loopback address, or one of tandem.allowed-hosts)"
                                .formatted(host));
    }

    @Test
    void aRequestWithoutAHostComesFromNoPage() {
        assertThatCode(() -> hosts.check(Optional.empty())).doesNotThrowAnyException();
    }

    @Test
    void whereEveryNameWillDoNoneIsRefused() {
        assertThatCode(() -> new Hosts(true, List.of()).check(Optional.of("evil.example")))
                .doesNotThrowAnyException();
    }
}
