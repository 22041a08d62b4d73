package dev.tandem.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:9000/work, http://127.0.0.1:9000/work?ms=7",
        "http://a.example, http://a.example?ms=7",
        "HTTP://[::1]:80/, HTTP://[::1]:80/?ms=7",
        "http://a/b%20c, http://a/b%20c?ms=7",
    })
    void aCall_goesToItsUrl_andTellsTheTime(String url, String called) {
        assertThat(Upstream.of(URI.create(url)).orElseThrow().taking(7)).hasToString(called);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example:9000",
                "/work",
                "https://a.example/",
                "ftp://a.example/",
                "http:/a",
                "http://user:password@a.example/",
                "http://a.example/?b=c",
                "http://a.example/#b",
                "http://a.example:0/",
                "http://a.example:70000/",
            })
    void whatIsNoUrlOfAnUpstream_isNone(String text) {
        assertThat(Upstream.of(URI.create(text))).isEmpty();
    }
}
