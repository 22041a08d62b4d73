package dev.tandem.core.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.task.FetchError;
import dev.tandem.core.task.FetchPolicy;
import dev.tandem.core.task.HostPattern;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HopsTest {
    private static final FetchPolicy POLICY =
            new FetchPolicy(List.of(HostPattern.parse("*.example.com:*").orElseThrow()), List.of());
    private static final URI FROM = URI.create("https://a.example.com/dir/page?q=1");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("93.184.216.34");
    private static final InetAddress PRIVATE = InetAddress.ofLiteral("10.0.0.1");

    private static void assertError(FetchError error, ThrowingRunnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    private interface ThrowingRunnable {
        void run() throws FetchException;
    }

    /** The cases of RFC 3986, 5.4, as far as they are of use in a redirect, and a base without a path. */
    @ParameterizedTest
    @CsvSource({
        "https://a.example.com/dir/page?q=1, next, https://a.example.com/dir/next",
        "https://a.example.com/dir/page?q=1, ./next, https://a.example.com/dir/next",
        "https://a.example.com/dir/page?q=1, ../next, https://a.example.com/next",
        "https://a.example.com/dir/page?q=1, /next?x=2, https://a.example.com/next?x=2",
        "https://a.example.com/dir/page?q=1, ?x=2, https://a.example.com/dir/page?x=2",
        "https://a.example.com/dir/page?q=1, '', https://a.example.com/dir/page?q=1",
        "https://a.example.com/dir/page?q=1, '#part', https://a.example.com/dir/page?q=1",
        "https://a.example.com/dir/page?q=1, //b.example.com/next, https://b.example.com/next",
        "https://a.example.com/dir/page?q=1, ' http://b.example.com:81 ', http://b.example.com:81",
        "https://a.example.com/dir/page?q=1, HTTP://B.example.com/, HTTP://B.example.com/",
        "https://a.example.com, next, https://a.example.com/next",
        "https://a.example.com?q=1, ?x=2, https://a.example.com/?x=2",
        "https://a.example.com/p%20q, %C3%A4, https://a.example.com/%C3%A4",
        "https://a.example.com/x, /\u00c3\u0084?\u00e9, https://a.example.com/%C3%84?%E9"
    })
    void aRedirect_leadsWhereItSays(String from, String location, String expected) throws FetchException {
        assertThat(Hops.follow(POLICY, URI.create(from), Optional.of(location), 0, 1))
                .isEqualTo(URI.create(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://a.example.com/",
                "mailto:a@example.com",
                "http:relative",
                "http:///path",
                "http://user:secret@a.example.com/",
                "http://a_b.example.com/",
                "http://\u00fc.example.com/",
                "http://%C3%BC.example.com/",
                "http://a.example.com:0/",
                "http://a.example.com:65536/",
                "a b",
                "http://[::1",
                "%zz"
            })
    void aRedirect_toWhatIsNoUrl_isInvalid(String location) {
        assertError(FetchError.REDIRECT_INVALID, () -> Hops.follow(POLICY, FROM, Optional.of(location), 0, 1));
    }

    @Test
    void aRedirect_withoutLocation_isInvalid() {
        assertError(FetchError.REDIRECT_INVALID, () -> Hops.follow(POLICY, FROM, Optional.empty(), 0, 1));
    }

    @Test
    void aRedirect_toAHostThatIsNotOnTheList_isNotAllowed() {
        assertError(
                FetchError.HOST_NOT_ALLOWED,
                () -> Hops.follow(POLICY, FROM, Optional.of("https://example.org/"), 0, 1));
    }

    @Test
    void theNumberOfRedirects_isLookedAtFirst() {
        assertError(FetchError.TOO_MANY_REDIRECTS, () -> Hops.follow(POLICY, FROM, Optional.empty(), 3, 3));
    }

    @Test
    void addresses_arePermittedOneByOne() throws FetchException {
        assertThat(Hops.permitted(POLICY, FROM, List.of(PRIVATE, PUBLIC, PUBLIC)))
                .containsExactly(PUBLIC);
        assertError(FetchError.ADDRESS_NOT_ALLOWED, () -> Hops.permitted(POLICY, FROM, List.of(PRIVATE)));
        assertError(FetchError.NAME_UNKNOWN, () -> Hops.permitted(POLICY, FROM, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "301, true",
        "302, true",
        "303, true",
        "307, true",
        "308, true",
        "300, false",
        "304, false",
        "200, false"
    })
    void someStatuses_areRedirects(int status, boolean redirect) {
        assertThat(Hops.isRedirect(status)).isEqualTo(redirect);
    }
}
