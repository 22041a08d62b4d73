package dev.tandem.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,      10.255.255.255, true",
        "10.0.0.0/8,      11.0.0.0,       false",
        "10.1.2.3/8,      10.9.9.9,       true",
        "192.168.0.0/23,  192.168.1.255,  true",
        "192.168.0.0/23,  192.168.2.0,    false",
        "10.0.0.7,        10.0.0.7,       true",
        "10.0.0.7,        10.0.0.6,       false",
        "0.0.0.0/0,       8.8.8.8,        true",
        "0.0.0.0/0,       2606::1,        false",
        "fd00::/8,        fdff::1,        true",
        "fd00::/8,        fe00::1,        false",
        "::/0,            2606::1,        true",
        "::1/128,         ::1,            true",
    })
    void aNetworkContainsWhatHasItsPrefix(String network, String address, boolean contains) {
        assertThat(Network.parse(network).orElseThrow().contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "::/129",
                "example.com/8",
                "10.0.0/8/8"
            })
    void anythingElseIsNone(String text) {
        assertThat(Network.parse(text)).isEmpty();
    }
}
