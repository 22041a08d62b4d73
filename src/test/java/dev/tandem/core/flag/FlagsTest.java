package dev.tandem.core.flag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.core.ManualTicker;
import dev.tandem.core.Model;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.Waits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagsTest {
    private static final FlagName FLAG = new FlagName("a");
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Caller CALLER = new Caller(Model.VIRTUAL_THREAD, Runnable::run);

    private final ManualTicker ticker = new ManualTicker();
    private final Waits waits = new Waits(ticker);
    private final List<String> heard = new ArrayList<>();
    private final Flags flags =
            new Flags(new FlagSettings(3, 1000, 4096, 2, Duration.ofHours(1)), ticker, waits, new FlagListener() {
                @Override
                public void waited(Model model, Ending ending, long nanos) {
                    heard.add(model.text() + " " + ending.code() + " "
                            + Duration.ofNanos(nanos).toSeconds());
                }
            });

    @AfterEach
    void nothingIsLeft() {
        flags.list(Optional.empty(), "", 10).forEach(flag -> flags.clear(flag.name(), Precondition.NONE));
        ticker.advance(WAIT);
        assertThat(flags.count()).isZero();
        assertThat(flags.memoryBytes()).isZero();
        assertThat(ticker.pending()).isZero();
    }

    private FlagState set(String value) {
        return flags.set(FLAG, Optional.of(value.getBytes(UTF_8)), Optional.empty(), Precondition.NONE);
    }

    private FlagState set(Duration ttl) {
        return flags.set(FLAG, Optional.empty(), Optional.of(ttl), Precondition.NONE);
    }

    private CompletableFuture<FlagState> await(String... seen) {
        return flags.await(FLAG, Set.of(seen)::contains, Precondition.NONE, WAIT, CALLER);
    }

    private static String json(FlagState state) {
        return new String(state.json(), UTF_8);
    }

    @Test
    void aFlagIsSetUntilItIsCleared() {
        assertThat(json(flags.state(FLAG))).isEqualTo("{\"flag\":\"a\",\"set\":false}");
        assertThat(flags.state(FLAG).tag()).isEmpty();
        assertThat(flags.count()).as("reading makes nothing").isZero();

        FlagState set = set("{\"x\": 1}");
        assertThat(json(set)).isEqualTo("{\"flag\":\"a\",\"set\":true,\"value\":{\"x\": 1}}");
        assertThat(flags.state(FLAG)).isSameAs(set);

        flags.clear(FLAG, Precondition.NONE);
        assertThat(json(flags.state(FLAG))).isEqualTo("{\"flag\":\"a\",\"set\":false}");
        assertThat(flags.count()).isZero();
    }

    @Test
    void aFlagNeedsNoValue() {
        assertThat(json(set(Duration.ofMinutes(1)))).isEqualTo("{\"flag\":\"a\",\"set\":true}");
    }

    @Test
    void noTagComesTwice() {
        Flags others = new Flags(flags.settings(), ticker, waits, FlagListener.NONE);
        Set<String> tags = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            assertThat(tags.add(set("1").tag().orElseThrow())).isTrue();
            assertThat(tags.add(others.set(FLAG, Optional.empty(), Optional.empty(), Precondition.NONE)
                            .tag()
                            .orElseThrow()))
                    .isTrue();
            if (i % 3 == 0) {
                flags.clear(FLAG, Precondition.NONE);
            }
        }
        assertThat(tags).allSatisfy(tag -> assertThat(tag).matches("\"[0-9a-z]{13}:[0-9]+\""));
    }

    @Test
    void allWhoWaitGoOnAtOnce() {
        CompletableFuture<FlagState> first = await();
        CompletableFuture<FlagState> second = await("\"an older one\"");
        ticker.advance(Duration.ofSeconds(2));

        FlagState set = set("1");

        assertThat(first).isCompletedWithValue(set);
        assertThat(second).isCompletedWithValue(set);
        assertThat(heard).containsExactly("virtual-thread served 2", "virtual-thread served 2");
    }

    @Test
    void whoeverAsksForWhatIsThereDoesNotWait() {
        FlagState set = set("1");

        assertThat(await()).isCompletedWithValue(set);
        assertThat(heard).isEmpty();
    }

    @Test
    void whoeverHasSeenASettingWaitsForAnother() {
        String seen = set("1").tag().orElseThrow();
        CompletableFuture<FlagState> next = await(seen);
        assertThat(next).isNotDone();

        flags.clear(FLAG, Precondition.NONE);
        assertThat(next).as("clearing is not setting").isNotDone();
        FlagState again = set("1");

        assertThat(next).isCompletedWithValue(again);
    }

    @Test
    void atTheEndOfTheWaitTheFlagIsAsItIs() {
        CompletableFuture<FlagState> unset = await();
        ticker.advance(WAIT);
        assertThat(json(unset.join())).isEqualTo("{\"flag\":\"a\",\"set\":false}");
        assertThat(flags.count()).isZero();

        FlagState set = set("1");
        CompletableFuture<FlagState> same = await(set.tag().orElseThrow());
        ticker.advance(WAIT);
        assertThat(same).isCompletedWithValue(set);
        assertThat(heard).containsExactly("virtual-thread timed_out 30", "virtual-thread timed_out 30");
    }

    @Test
    void whoeverGivesUpLeavesNothing() {
        CompletableFuture<FlagState> waiting = await();
        assertThat(flags.list(Optional.empty(), "", 10)).containsExactly(new FlagSummary(FLAG, false, 1));

        waiting.cancel(false);

        assertThat(flags.count()).isZero();
        assertThat(ticker.pending()).isZero();
        assertThat(heard).containsExactly("virtual-thread given_up 0");
    }

    @Test
    void aModelThatShutsDownKeepsNobodyWaiting() {
        CompletableFuture<FlagState> waiting = await();

        waits.endAll(Model.VIRTUAL_THREAD);

        assertThat(json(waiting.join())).isEqualTo("{\"flag\":\"a\",\"set\":false}");
        assertThat(json(await().join())).isEqualTo("{\"flag\":\"a\",\"set\":false}");
        assertThat(flags.count()).isZero();
    }

    @Test
    void aFlagClearsItselfWhenItsTimeIsOver() {
        set(Duration.ofSeconds(10));
        ticker.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(flags.state(FLAG).isSet()).isTrue();

        ticker.advance(Duration.ofNanos(1));

        assertThat(flags.state(FLAG).isSet()).isFalse();
        assertThat(flags.count()).isZero();
    }

    @Test
    void settingAnewSetsTheTimeAnew() {
        set(Duration.ofSeconds(10));
        ticker.advance(Duration.ofSeconds(9));
        set(Duration.ofSeconds(10));
        ticker.advance(Duration.ofSeconds(9));
        assertThat(flags.state(FLAG).isSet()).isTrue();

        set("1");
        ticker.advance(Duration.ofHours(1));
        assertThat(flags.state(FLAG).isSet()).as("without a time there is none").isTrue();
    }

    @Test
    void aFlagThatIsClearedForgetsItsTime() {
        set(Duration.ofSeconds(10));
        flags.clear(FLAG, Precondition.NONE);

        assertThat(ticker.pending()).isZero();
    }

    @Test
    void whereTheConditionDoesNotHoldNothingIsDone() {
        Precondition never = tag -> {
            throw Problem.of(ProblemCode.PRECONDITION_FAILED, "" + tag).asException();
        };
        FlagState set = set("1");
        String current = "precondition_failed: Optional[" + set.tag().orElseThrow() + "]";

        assertThatThrownBy(() -> flags.set(FLAG, Optional.empty(), Optional.empty(), never))
                .hasMessage(current);
        assertThatThrownBy(() -> flags.clear(FLAG, never)).hasMessage(current);
        assertThatThrownBy(() ->
                        flags.await(FLAG, tag -> true, never, WAIT, CALLER).join())
                .hasRootCauseMessage(current);
        assertThat(flags.state(FLAG)).isSameAs(set);

        FlagName other = new FlagName("b");
        assertThatThrownBy(() -> flags.set(other, Optional.empty(), Optional.empty(), never))
                .hasMessage("precondition_failed: Optional.empty");
        assertThatThrownBy(() -> flags.clear(other, never)).hasMessage("precondition_failed: Optional.empty");
        assertThat(flags.count()).isEqualTo(1);
    }

    @Test
    void thereAreNoMoreFlagsThanAllowed() {
        for (String name : List.of("a", "b", "c")) {
            flags.set(new FlagName(name), Optional.empty(), Optional.empty(), Precondition.NONE);
        }
        FlagName one = new FlagName("d");

        assertThatThrownBy(() -> flags.set(one, Optional.empty(), Optional.empty(), Precondition.NONE))
                .hasMessage("flag_limit_reached: There are 3 flags already (tandem.flags.max-flags)");
        assertThatThrownBy(() -> flags.await(one, tag -> false, Precondition.NONE, WAIT, CALLER)
                        .join())
                .hasMessageContaining("flag_limit_reached");
        assertThat(flags.state(one).isSet()).isFalse();
        set("again");
    }

    @Test
    void allFlagsTogetherTakeNoMoreMemoryThanAllowed() {
        String large = "1".repeat(1000);
        FlagState first = set(large);
        FlagName b = new FlagName("b");
        FlagName c = new FlagName("c");
        flags.set(b, Optional.of(large.getBytes(UTF_8)), Optional.of(WAIT), Precondition.NONE);
        String refused =
                "flags_full: All flags together hold as much as they may, 4096 bytes (tandem.flags.max-memory)";

        assertThatThrownBy(() -> flags.set(c, Optional.of(large.getBytes(UTF_8)), Optional.empty(), Precondition.NONE))
                .hasMessage(refused);
        assertThatThrownBy(() -> set(large.repeat(3))).hasMessage(refused);
        assertThat(flags.count()).as("a flag that could not be set is none").isEqualTo(2);
        assertThat(flags.state(FLAG)).as("nor is one changed").isSameAs(first);

        assertThat(json(set("2".repeat(1000))))
                .as("one value in the place of another")
                .contains("222");
        ticker.advance(WAIT);
        assertThat(flags.set(c, Optional.of(large.getBytes(UTF_8)), Optional.empty(), Precondition.NONE)
                        .isSet())
                .as("there is room where a flag has cleared itself")
                .isTrue();
    }

    @Test
    void aFlagThatCouldNotBeSetAnewKeepsItsTime() {
        set(Duration.ofSeconds(10));

        assertThatThrownBy(() -> set("1".repeat(4096))).hasMessageStartingWith("flags_full: ");

        assertThat(flags.state(FLAG).isSet()).isTrue();
        ticker.advance(Duration.ofSeconds(10));
        assertThat(flags.state(FLAG).isSet()).isFalse();
    }

    @Test
    void noMoreWaitThanAllowed() {
        var _ = await();
        CompletableFuture<FlagState> second = await();

        assertThatThrownBy(await()::join)
                .hasMessageContaining(
                        "waiters_limit_reached: 2 clients wait for this flag already (tandem.flags.max-waiters)");
        second.cancel(false);
        assertThat(await()).isNotDone();
    }

    @Test
    void whoeverLeavesWhileTheNewsIsOnItsWayLeavesNothing() {
        Queue<Runnable> loop = new ArrayDeque<>();
        CompletableFuture<FlagState> waiting =
                flags.await(FLAG, tag -> false, Precondition.NONE, WAIT, new Caller(Model.EVENT_LOOP, loop::add));
        set("1");
        waiting.cancel(false);

        loop.remove().run();

        assertThat(waiting).isCancelled();
        assertThat(flags.list(Optional.empty(), "", 10)).containsExactly(new FlagSummary(FLAG, true, 0));
    }
}
