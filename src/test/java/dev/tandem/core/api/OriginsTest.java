package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final Hosts LOOPBACK = new Hosts(false, List.of());

    private final Origins none = new Origins(LOOPBACK, List.of());
    private final Origins some = new Origins(LOOPBACK, List.of("https://app.example.com"));

    @Test
    void aRequestThatComesFromNoPageNeedsNothing() {
        assertThat(none.check(head(Map.of("Host", "localhost:8080")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://localhost:8080", "HTTP://LOCALHOST:8080"})
    void theServicesOwnPagesAreAllowed(String origin) {
        assertThat(none.check(head(Map.of("Host", "localhost:8080", "Origin", origin))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "http://localhost:8081",
                "http://localhost",
                "http://evil.example",
                "https://app.example.com.evil.example",
                "https://app.example.com:444",
                "http://app.example.com",
                "file://"
            })
    void otherPagesAreRefused(String origin) {
        assertThatThrownBy(() -> some.check(head(Map.of("Host", "localhost:8080", "Origin", origin))))
                .hasMessage("origin_not_allowed: Origin: "
                        + origin
                        + " (expected: the service's own, or one of tandem.allowed-origins)");
    }

    @Test
    void aPageOnTheListMayReadTheAnswer() {
        assertThat(some.check(head(Map.of("Host", "localhost", "Origin", "https://app.example.com"))))
                .containsEntry("Access-Control-Allow-Origin", "https://app.example.com")
                .containsEntry("Vary", "Origin")
                .containsKey("Access-Control-Expose-Headers");
        assertThat(new Origins(LOOPBACK, List.of("*")).check(head(Map.of("Host", "localhost", "Origin", "null"))))
                .containsEntry("Access-Control-Allow-Origin", "null");
    }

    @Test
    void aPageThatHasItsNameResolveToThisMachineIsRefused() {
        assertThatThrownBy(() ->
                        none.check(head(Map.of("Host", "evil.example:8080", "Origin", "http://evil.example:8080"))))
                .hasMessageStartingWith("host_not_allowed: Host: evil.example:8080 ");
    }

    private static RequestHead head(Map<String, String> headers) {
        return new RequestHead() {
            @Override
            public String method() {
                return "GET";
            }

            @Override
            public String rawPath() {
                return "/";
            }

            @Override
            public Optional<String> rawQuery() {
                return Optional.empty();
            }

            @Override
            public Optional<String> header(String name) {
                return Optional.ofNullable(headers.get(name));
            }
        };
    }
}
