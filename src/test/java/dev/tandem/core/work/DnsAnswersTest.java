package dev.tandem.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.ResolveError;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskResult.Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsAnswersTest {
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

    private final DnsAnswers answers = new DnsAnswers("WWW.example.com.", AddressType.A);

    private static Address address(long ttl) {
        return new Address(ADDRESS, AddressType.A, Optional.of(ttl));
    }

    private void assertFails(ResolveError error) {
        assertThat(answers.follow(NOERROR)).isEqualTo(new DnsAnswers.Failed(error));
    }

    private void assertFinds(long ttl) {
        assertThat(answers.follow(NOERROR)).isEqualTo(new DnsAnswers.Found(List.of(address(ttl))));
    }

    private void assertAsks(String name) {
        assertThat(answers.follow(NOERROR)).isEqualTo(new DnsAnswers.Ask(name));
        assertThat(answers.name()).isEqualTo(name);
    }

    @Test
    void anAddressOfTheName_isFound_howeverItIsSpelt() {
        answers.address("www.Example.COM", ADDRESS, 60);
        assertFinds(60);
    }

    @Test
    void anAddressOfAnotherName_isNot() {
        answers.address("other.example.com", ADDRESS, 60);
        assertFails(ResolveError.NAME_UNKNOWN);
    }

    @Test
    void whereThereIsNoSuchName_nothingElseCounts() {
        answers.address("www.example.com", ADDRESS, 60);
        answers.alias("www.example.com", "b.example.com", 10);
        assertThat(answers.follow(NXDOMAIN)).isEqualTo(new DnsAnswers.Failed(ResolveError.NAME_UNKNOWN));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "2, false", "3, true", "4, false", "5, false"})
    void onlyWhoKnows_answers(int code, boolean answers) {
        assertThat(DnsAnswers.isAnswer(code)).isEqualTo(answers);
    }

    @Test
    void aliases_areFollowed_andTheSmallestTtlCounts() {
        answers.address("c.example.com.", ADDRESS, 60);
        answers.alias("b.example.com.", "c.example.com.", 10);
        answers.alias("www.example.com.", "b.example.com.", 30);
        assertFinds(10);
    }

    @Test
    void aliases_areFollowedFromOneResponseToTheNext_andTheTtlIsRemembered() {
        answers.alias("www.example.com", "b.example.com", 10);
        assertAsks("b.example.com");

        answers.address("b.example.com", ADDRESS, 60);
        assertFinds(10);
    }

    @Test
    void anAliasThatNobodyKnows_endsTheSearch() {
        answers.alias("www.example.com", "b.example.com", 10);
        assertAsks("b.example.com");
        assertFails(ResolveError.NAME_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"b\u00fccher.example.com.", "a b.example.com.", "*.example.com.", "192.0.2.1", "."})
    void anAliasOfWhatIsNoHostName_leadsNowhere(String target) {
        answers.alias("www.example.com", target, 10);

        assertFails(ResolveError.NAME_UNKNOWN);
        assertThat(answers.name()).isEqualTo("www.example.com");
    }

    @Test
    void aliasesThatLeadRoundAndRound_areNoUse() {
        answers.alias("www.example.com", "b.example.com", 10);
        answers.alias("b.example.com", "www.example.com", 10);
        assertFails(ResolveError.SERVER_FAILED);
    }

    @Test
    void anAliasOfItself_isNoUse() {
        answers.alias("www.example.com", "www.example.com", 10);
        assertFails(ResolveError.SERVER_FAILED);
    }

    @Test
    void whatComesOfAName_isToldWholeOrNotAtAll() {
        List<Address> found = List.of(address(1));

        assertThat(DnsAnswers.resolution("n", found, Set.of()).addresses()).isEqualTo(found);
        assertThat(DnsAnswers.resolution("n", found, Set.of(ResolveError.NAME_UNKNOWN))
                        .error())
                .isEmpty();
        assertThat(DnsAnswers.resolution("n", found, Set.of(ResolveError.TIMEOUT))
                        .error())
                .contains(ResolveError.TIMEOUT);
        assertThat(DnsAnswers.resolution("n", List.of(), Set.of()).error()).contains(ResolveError.NAME_UNKNOWN);
        assertThat(DnsAnswers.resolution("n", List.of(), Set.of(ResolveError.NAME_UNKNOWN, ResolveError.SERVER_FAILED))
                        .error())
                .contains(ResolveError.SERVER_FAILED);
    }
}
