package dev.tandem.compare.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080,  127.0.0.1,       8080, 127.0.0.1:8080",
        "http://127.0.0.1:8080/, 127.0.0.1,       8080, 127.0.0.1:8080",
        "HTTP://127.0.0.1,       127.0.0.1,       80,   127.0.0.1",
        "http://[::1]:65535,     0:0:0:0:0:0:0:1, 65535, [::1]:65535",
    })
    void aUrl_isAnAddressAndWhatTheHostFieldSays(String url, String address, int port, String authority) {
        Endpoint endpoint = Endpoint.of(URI.create(url));

        assertThat(endpoint.address().getAddress().getHostAddress()).isEqualTo(address);
        assertThat(endpoint.address().getPort()).isEqualTo(port);
        assertThat(endpoint.authority()).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1",
                "localhost:8080",
                "//127.0.0.1:8080",
                "https://127.0.0.1",
                "ws://127.0.0.1",
                "http:127.0.0.1",
                "http:/127.0.0.1",
                "http://127.0.0.1:0",
                "http://127.0.0.1:65536",
                "http://127.0.0.1:99999999999",
                "http://me@127.0.0.1",
                "http://127.0.0.1/v1",
                "http://127.0.0.1?x",
                "http://127.0.0.1/#x",
                "http://under_score",
            })
    void whatIsMoreOrLessThanAServer_isRefused(String url) {
        assertThatThrownBy(() -> Endpoint.of(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s (expected: a URL such as http://127.0.0.1:8080)", url);
    }

    @ParameterizedTest
    @ValueSource(strings = "http://no-such-host.invalid")
    void aHostWithoutAnAddress_isRefused(String url) {
        assertThatThrownBy(() -> Endpoint.of(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s (expected: a host that has an address)", url);
    }
}
