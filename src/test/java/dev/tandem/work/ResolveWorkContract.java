package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.ResolveError;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskInput.Resolve.AddressType;
import dev.tandem.core.task.TaskInput.Resolve.Resolver;
import dev.tandem.core.task.TaskResult.Address;
import dev.tandem.core.task.TaskResult.Resolution;
import dev.tandem.core.task.TaskResult.Resolved;
import dev.tandem.core.task.WorkSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking up names: by the system, and by DNS from servers that are right, wrong, slow, or not there. */
public abstract class ResolveWorkContract extends TaskWorkContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final String NAME = "www.example.com";

    private DnsServer serve(DnsServer.Script script) throws IOException {
        return closeLater(DnsServer.start(script));
    }

    private static TaskInput.Resolve input(Resolver resolver, Set<AddressType> types, String... names) {
        return new TaskInput.Resolve(List.of(names), resolver, types, TIMEOUT, 4);
    }

    private RecordedRun start(TaskInput.Resolve input, InetSocketAddress... servers) {
        return start(settings(policy(List.of()), servers), input);
    }

    private Resolution bySystem(String name, AddressType... types) {
        return start(input(Resolver.SYSTEM, Set.of(types), name))
                .await(Resolved.class)
                .results()
                .getFirst();
    }

    private RecordedRun startA(DnsServer... servers) {
        return start(
                input(Resolver.DNS, Set.of(AddressType.A), NAME),
                Arrays.stream(servers).map(DnsServer::address).toArray(InetSocketAddress[]::new));
    }

    private Resolution a(DnsServer... servers) {
        return startA(servers).await(Resolved.class).results().getFirst();
    }

    private static Address address(String literal, AddressType type, long ttl) {
        return new Address(InetAddress.ofLiteral(literal), type, Optional.of(ttl));
    }

    private static void assertFound(Resolution resolution, Address... addresses) {
        assertThat(resolution.error()).isEmpty();
        assertThat(resolution.addresses()).containsExactly(addresses);
    }

    private static void assertFails(Resolution resolution, ResolveError error) {
        assertThat(resolution.error()).contains(error);
        assertThat(resolution.addresses()).isEmpty();
    }

    /** One whose silence ends when time passes. */
    private void assertTimesOut(RecordedRun run) {
        awaitWhileTimePasses(run);
        assertFails(run.await(Resolved.class).results().getFirst(), ResolveError.TIMEOUT);
    }

    @Test
    void theSystem_knowsItself_andTellsNoTtl() {
        Resolution resolution = bySystem("localhost", AddressType.A);

        assertThat(resolution.name()).isEqualTo("localhost");
        assertFound(resolution, new Address(InetAddress.ofLiteral("127.0.0.1"), AddressType.A, Optional.empty()));
    }

    @Test
    void theSystem_isAskedForTheTypesThatAreWanted() {
        assertFails(bySystem("127.0.0.1", AddressType.AAAA), ResolveError.NAME_UNKNOWN);
        assertFails(bySystem("::1", AddressType.A), ResolveError.NAME_UNKNOWN);
        assertFound(
                bySystem("::1", AddressType.A, AddressType.AAAA),
                new Address(InetAddress.ofLiteral("::1"), AddressType.AAAA, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody.invalid", "a..b", "-.invalid"})
    void theSystem_doesNotKnowEverybody(String name) {
        assertFails(bySystem(name, AddressType.A), ResolveError.NAME_UNKNOWN);
    }

    /** What nobody can stop keeps its thread, and whoever waits for one does so within his own time. */
    @Test
    void theSystem_looksUpSoManyNamesAtATime() {
        CountDownLatch release = new CountDownLatch(1);
        String hangs = ScriptedNames.add(() -> {
            release.await();
            return new String[] {"192.0.2.1"};
        });
        WorkSettings oneThread = new WorkSettings(policy(List.of()), List.of(), 1, 1, 1, 1, 1, SECOND);
        RecordedRun hanging = start(oneThread, input(Resolver.SYSTEM, Set.of(AddressType.A), hangs));
        eventually("its time runs").until(() -> ticker().pending() == 1);
        hanging.stop();
        hanging.awaitStopped();

        assertTimesOut(start(oneThread, input(Resolver.SYSTEM, Set.of(AddressType.A), "localhost")));
        release.countDown();

        RecordedRun next = start(oneThread, input(Resolver.SYSTEM, Set.of(AddressType.A), "localhost"));
        assertThat(next.await(Resolved.class).results().getFirst().error()).isEmpty();
    }

    @Test
    void addresses_areToldOfBothTypes_inOrder_withTheirTtl() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(
                query.type() == DnsMessage.A
                        ? query.answer()
                                .address(NAME, "192.0.2.2", 300)
                                .address(NAME, "192.0.2.1", 60)
                                .bytes()
                        : query.answer().address(NAME, "2001:db8::1", 0).bytes()));

        RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.AAAA, AddressType.A), NAME), server.address());

        assertFound(
                run.await(Resolved.class).results().getFirst(),
                address("192.0.2.2", AddressType.A, 300),
                address("192.0.2.1", AddressType.A, 60),
                address("2001:db8::1", AddressType.AAAA, 0));
        assertThat(server.queries()).hasSize(2).allSatisfy(query -> {
            assertThat(query.name()).isEqualToIgnoringCase(NAME);
            assertThat(query.isRecursionDesired()).isTrue();
        });
    }

    @Test
    void aNameThatHasOneType_isFoundWithIt() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(
                query.type() == DnsMessage.A
                        ? query.answer().bytes()
                        : query.answer().address(NAME, "2001:db8::1", 5).bytes()));

        RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.A, AddressType.AAAA), NAME), server.address());

        assertFound(run.await(Resolved.class).results().getFirst(), address("2001:db8::1", AddressType.AAAA, 5));
    }

    @Test
    void aNameOfWhichOneTypeCouldNotBeAskedFor_isNotToldByHalves() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(
                query.type() == DnsMessage.A
                        ? query.answer().address(NAME, "192.0.2.1", 5).bytes()
                        : query.answer().code(DnsMessage.SERVFAIL).bytes()));

        RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.A, AddressType.AAAA), NAME), server.address());

        assertFails(run.await(Resolved.class).results().getFirst(), ResolveError.SERVER_FAILED);
    }

    @Test
    void aNameThatIsNot_orHasNothing_isUnknown() throws IOException {
        assertFails(
                a(serve((query, reply) ->
                        reply.send(query.answer().code(DnsMessage.NXDOMAIN).bytes()))),
                ResolveError.NAME_UNKNOWN);
        assertFails(a(serve((query, reply) -> reply.send(query.answer().bytes()))), ResolveError.NAME_UNKNOWN);
    }

    @Test
    void aNameThatNoNameCanBe_isUnknown() throws IOException {
        DnsServer server = serve((query, reply) ->
                reply.send(query.answer().code(DnsMessage.NXDOMAIN).bytes()));

        RecordedRun run =
                start(input(Resolver.DNS, Set.of(AddressType.A), "x".repeat(64) + ".example.com"), server.address());

        assertFails(run.await(Resolved.class).results().getFirst(), ResolveError.NAME_UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {DnsMessage.FORMERR, DnsMessage.SERVFAIL, DnsMessage.NOTIMP, DnsMessage.REFUSED, 9})
    void aServerThatFails_isToldFromOneThatKnows(int code) throws IOException {
        assertFails(
                a(serve((query, reply) -> reply.send(query.answer().code(code).bytes()))), ResolveError.SERVER_FAILED);
    }

    static Stream<String> malformations() {
        return Stream.of("answers are missing", "a record is cut off", "an address is too short", "only a header");
    }

    private static byte[] malformed(DnsMessage query, String how) {
        byte[] good = query.answer().address(NAME, "192.0.2.1", 5).bytes();
        return switch (how) {
            case "answers are missing" ->
                query.answer().address(NAME, "192.0.2.1", 5).missing(3).bytes();
            case "a record is cut off" -> Arrays.copyOf(good, good.length - 7);
            case "an address is too short" ->
                query.answer().record(NAME, DnsMessage.A, 5, new byte[3]).bytes();
            default -> Arrays.copyOf(good, 12);
        };
    }

    @ParameterizedTest
    @MethodSource("malformations")
    void aServerThatTalksNonsense_fails(String how) throws IOException {
        assertFails(a(serve((query, reply) -> reply.send(malformed(query, how)))), ResolveError.SERVER_FAILED);
    }

    @Test
    void silence_endsWithTheTime() throws IOException {
        DnsServer server = serve((query, reply) -> {});
        RecordedRun run = startA(server);
        server.awaitQueries(1);
        assertTimesOut(run);
    }

    @Test
    void aPortWithNobodyBehind_isSilence() throws IOException {
        int dead;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            dead = socket.getLocalPort();
        }
        assertTimesOut(start(
                input(Resolver.DNS, Set.of(AddressType.A), NAME),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), dead)));
    }

    @Test
    void whatIsNoAnswerToTheQuestion_isNotTakenForOne() throws IOException {
        DnsServer server = serve((query, reply) -> {
            reply.send(query.answer().wrongId().address(NAME, "192.0.2.66", 5).bytes());
            reply.send(query.answer().wrongId().code(DnsMessage.NXDOMAIN).bytes());
            reply.send(
                    query.answer().notAResponse().address(NAME, "192.0.2.67", 5).bytes());
            reply.send(query.answer()
                    .question("evil.example.com")
                    .address(NAME, "192.0.2.68", 5)
                    .bytes());
            reply.send(new byte[3]);
            reply.send(query.answer().address(NAME, "192.0.2.1", 5).bytes());
        });

        assertFound(a(server), address("192.0.2.1", AddressType.A, 5));
    }

    @Test
    void onlyALie_isSilence() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(
                query.answer().wrongId().address(NAME, "192.0.2.66", 5).bytes()));
        RecordedRun run = startA(server);
        server.awaitQueries(1);
        assertTimesOut(run);
    }

    @Test
    void recordsOfOthers_areNobodys() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(query.answer()
                .address("evil.example.com", "192.0.2.66", 5)
                .alias("evil.example.com", NAME, 5)
                .record(NAME, 16, 5, new byte[] {1, 'x'})
                .address(NAME, "192.0.2.1", 5)
                .bytes()));

        assertFound(a(server), address("192.0.2.1", AddressType.A, 5));
    }

    @Test
    void theCaseOfLetters_doesNotMatter() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(query.answer()
                .question(NAME.toUpperCase(Locale.ROOT))
                .address("WwW.eXample.COM", "192.0.2.1", 5)
                .bytes()));

        assertFound(a(server), address("192.0.2.1", AddressType.A, 5));
    }

    @Test
    void aliases_areFollowedWithinTheAnswer_andTheSmallestTtlCounts() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(query.answer()
                .address("c.example.net", "192.0.2.1", 300)
                .alias("b.example.net", "c.example.net", 20)
                .alias(NAME, "b.example.net", 100)
                .address("c.example.net", "192.0.2.2", 10)
                .bytes()));

        assertFound(a(server), address("192.0.2.1", AddressType.A, 20), address("192.0.2.2", AddressType.A, 10));
        assertThat(server.queries()).hasSize(1);
    }

    @Test
    void aliases_areFollowedWithAnotherQuestion() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(
                query.name().equalsIgnoreCase(NAME)
                        ? query.answer().alias(NAME, "other.example.net", 7).bytes()
                        : query.answer()
                                .address("other.example.net", "192.0.2.1", 300)
                                .bytes()));

        assertFound(a(server), address("192.0.2.1", AddressType.A, 7));
        assertThat(server.queries()).extracting(DnsMessage::name).containsExactly(NAME, "other.example.net");
    }

    @Test
    void anAliasOfNobody_isUnknown() throws IOException {
        DnsServer server = serve((query, reply) -> reply.send(
                query.name().equalsIgnoreCase(NAME)
                        ? query.answer().alias(NAME, "other.example.net", 7).bytes()
                        : query.answer().code(DnsMessage.NXDOMAIN).bytes()));

        assertFails(a(server), ResolveError.NAME_UNKNOWN);
    }

    /** DNS has no such rule, but the libraries of the two models have opinions of their own of what it means. */
    @ParameterizedTest
    @ValueSource(strings = {"b\u00fccher.example.net", "a b.example.net", "*.example.net", "192.0.2.1"})
    void anAliasOfWhatIsNoHostName_leadsNowhere(String target) throws IOException {
        DnsServer server = serve((query, reply) ->
                reply.send(query.answer().alias(NAME, target, 7).bytes()));

        assertFails(a(server), ResolveError.NAME_UNKNOWN);
        assertThat(server.queries()).hasSize(1);
    }

    @Test
    void aliasesThatLeadRoundAndRound_areNoUse() throws IOException {
        DnsServer inOneAnswer = serve((query, reply) -> reply.send(query.answer()
                .alias(NAME, "b.example.net", 7)
                .alias("b.example.net", NAME, 7)
                .bytes()));
        DnsServer inMany = serve((query, reply) -> reply.send(query.answer()
                .alias(query.name(), "x" + query.name().length() + "." + NAME, 7)
                .bytes()));

        assertFails(a(inOneAnswer), ResolveError.SERVER_FAILED);
        assertFails(a(inMany), ResolveError.SERVER_FAILED);
        assertThat(inMany.queries()).hasSizeLessThan(30);
    }

    @Test
    void anAnswerThatDoesNotFit_isAskedForAgainOverTcp() throws IOException {
        int many = 500;
        DnsServer server = serve((query, reply) -> {
            DnsMessage.Answer answer = query.answer();
            if (query.isOverTcp()) {
                for (int i = 0; i < many; i++) {
                    answer.address(NAME, "192.0.2." + i % 256, i);
                }
            } else {
                answer.truncated().address(NAME, "192.0.2.99", 1);
            }
            reply.send(answer.bytes());
        });

        Resolution resolution = a(server);

        assertThat(resolution.error()).isEmpty();
        assertThat(resolution.addresses())
                .containsExactlyElementsOf(IntStream.range(0, many)
                        .mapToObj(i -> address("192.0.2." + i % 256, AddressType.A, i))
                        .toList());
        server.awaitNobodyConnected();
    }

    @Test
    void anAnswerThatDoesNotFit_isNotMadeDoWith() throws IOException {
        DnsServer refuses = serve((query, reply) -> reply.send(
                query.answer().truncated().address(NAME, "192.0.2.99", 1).bytes()));
        refuses.refuseConnections();
        DnsServer fails = serve((query, reply) -> reply.send(
                query.isOverTcp()
                        ? query.answer().code(DnsMessage.SERVFAIL).bytes()
                        : query.answer().truncated().bytes()));

        assertFails(a(refuses), ResolveError.SERVER_FAILED);
        assertFails(a(fails), ResolveError.SERVER_FAILED);
        fails.awaitNobodyConnected();
    }

    @Test
    void silenceOverTcp_endsWithTheTime_andTheConnection() throws IOException {
        DnsServer server = serve((query, reply) -> {
            if (!query.isOverTcp()) {
                reply.send(query.answer().truncated().bytes());
            }
        });
        RecordedRun run = startA(server);
        server.awaitQueries(2);
        assertTimesOut(run);
        server.awaitNobodyConnected();
    }

    @Test
    void ofSeveralServers_theNextIsAskedWhereOneIsNoUse() throws IOException {
        DnsServer good = serve((query, reply) ->
                reply.send(query.answer().address(NAME, "192.0.2.1", 5).bytes()));
        DnsServer fails = serve((query, reply) ->
                reply.send(query.answer().code(DnsMessage.REFUSED).bytes()));
        DnsServer silent = serve((query, reply) -> {});
        DnsServer nonsense = serve((query, reply) -> reply.send(malformed(query, "a record is cut off")));

        RecordedRun run = startA(fails, silent, nonsense, good);
        silent.awaitQueries(1);
        awaitWhileTimePasses(run);

        assertFound(run.await(Resolved.class).results().getFirst(), address("192.0.2.1", AddressType.A, 5));
        assertThat(good.queries()).hasSize(1);
    }

    @Test
    void ofSeveralServers_theFirstThatKnowsIsBelieved() throws IOException {
        DnsServer denies = serve((query, reply) ->
                reply.send(query.answer().code(DnsMessage.NXDOMAIN).bytes()));
        DnsServer other = serve((query, reply) ->
                reply.send(query.answer().address(NAME, "192.0.2.1", 5).bytes()));

        assertFails(a(denies, other), ResolveError.NAME_UNKNOWN);
        assertThat(other.queries()).isEmpty();
    }

    @Test
    void oneNameThatHangs_delaysNoOther_andTheResultsAreInOrder() throws IOException {
        AtomicReference<DnsServer> self = new AtomicReference<>();
        DnsServer server = serve((query, reply) -> {
            if (query.name().equals("n0.example.com")) {
                self.get().awaitRelease();
            }
            reply.send(query.answer().address(query.name(), "192.0.2.1", 5).bytes());
        });
        self.set(server);
        int count = 40;
        String[] names = IntStream.range(0, count)
                .mapToObj(i -> "n" + i + ".example.com")
                .toArray(String[]::new);
        RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.A), names), server.address());

        eventually("all others are there")
                .untilAsserted(() -> assertThat(run.progress())
                        .extracting(RecordedRun.Progress::done)
                        .contains(count - 1));
        assertThat(run.hasEnded()).isFalse();
        server.release();

        List<Resolution> results = run.await(Resolved.class).results();
        assertThat(results).extracting(Resolution::name).containsExactly(names);
        assertThat(results).allMatch(result -> result.error().isEmpty());
        assertThat(run.progress()).hasSize(count);
    }

    @Test
    void noMoreNamesAtATime_thanWasAskedFor() throws IOException {
        DnsServer server = serve((query, reply) -> {});
        String[] names =
                IntStream.range(0, 20).mapToObj(i -> "n" + i + ".example.com").toArray(String[]::new);
        RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.A), names), server.address());

        server.awaitQueries(4);

        assertThat(server.queries()).hasSize(4);
        run.stop();
        run.awaitStopped();
        assertThat(server.queries()).hasSize(4);
    }

    @Test
    void stopping_closesAConnection() throws IOException {
        DnsServer server = serve((query, reply) -> {
            if (!query.isOverTcp()) {
                reply.send(query.answer().truncated().bytes());
            }
        });
        RecordedRun run = startA(server);
        server.awaitQueries(2);
        assertThat(server.isConnected()).isTrue();

        run.stop();
        run.awaitStopped();

        server.awaitNobodyConnected();
    }

    /** A socket that is closed leaves its descriptor to the next one that is opened, by anybody. */
    @Test
    void whileOthersOpenAndCloseSockets_nothingIsReadFromThem() throws Exception {
        DnsServer server = serve((query, reply) ->
                reply.send(query.answer().address(query.name(), "192.0.2.1", 5).bytes()));
        String[] names = IntStream.range(0, 2_000)
                .mapToObj(i -> "n" + i + ".example.com")
                .toArray(String[]::new);
        RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.A), names), server.address());

        byte[] bytes = {1, 2, 3};
        while (!run.hasEnded()) {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout((int) TIMEOUT.toMillis());
                socket.send(new DatagramPacket(bytes, bytes.length, socket.getLocalSocketAddress()));
                DatagramPacket received = new DatagramPacket(new byte[1024], 1024);
                socket.receive(received);
                assertThat(Arrays.copyOf(received.getData(), received.getLength()))
                        .isEqualTo(bytes);
            }
        }

        assertThat(run.await(Resolved.class).results())
                .allMatch(result -> result.error().isEmpty());
    }

    @Test
    void stoppingAtAnyMoment_leavesNothing() throws IOException {
        Random random = new Random(20_262);
        DnsServer server = serve((query, reply) -> reply.send(
                query.isOverTcp()
                        ? query.answer().address(query.name(), "192.0.2.1", 5).bytes()
                        : query.answer().truncated().bytes()));
        String[] names =
                IntStream.range(0, 20).mapToObj(i -> "n" + i + ".example.com").toArray(String[]::new);
        for (int i = 0; i < 50; i++) {
            int progress = random.nextInt(4);
            RecordedRun run = start(input(Resolver.DNS, Set.of(AddressType.A), names), server.address());
            eventually("so much is done").until(() -> run.progress().size() >= progress || run.hasEnded());
            for (int spin = random.nextInt(20_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            run.stop();
            run.awaitEnd();
            server.awaitNobodyConnected();
        }
    }

    @Test
    void aNameThatIsNot_isUnknown_whateverElseTheAnswerSays() throws IOException {
        DnsServer withAlias = serve((query, reply) -> {
            if (query.name().equalsIgnoreCase(NAME)) {
                reply.send(query.answer()
                        .code(DnsMessage.NXDOMAIN)
                        .alias(NAME, "gone.example.net", 5)
                        .bytes());
            }
        });
        DnsServer withAddress = serve((query, reply) -> reply.send(query.answer()
                .code(DnsMessage.NXDOMAIN)
                .address(NAME, "192.0.2.1", 5)
                .bytes()));

        assertFails(a(withAlias), ResolveError.NAME_UNKNOWN);
        assertThat(withAlias.queries()).hasSize(1);
        assertFails(a(withAddress), ResolveError.NAME_UNKNOWN);
    }

    @Test
    void aServer_hasOneTimeOverUdpAndTcp() throws IOException {
        AtomicReference<DnsServer> self = new AtomicReference<>();
        DnsServer server = serve((query, reply) -> {
            if (!query.isOverTcp()) {
                self.get().awaitRelease();
                reply.send(query.answer().truncated().bytes());
            }
        });
        self.set(server);
        RecordedRun run = startA(server);
        server.awaitQueries(1);
        ticker().advance(TIMEOUT.minus(SECOND));
        server.release();
        server.awaitQueries(2);
        ticker().advance(SECOND.minusMillis(1));
        assertThat(run.hasEnded()).isFalse();

        ticker().advance(Duration.ofMillis(1));
        assertFails(run.await(Resolved.class).results().getFirst(), ResolveError.TIMEOUT);
    }
}
