package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult;
import dev.tandem.core.task.WorkSettings;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Computing, as work: on as many threads as there are for it, and on no other. */
public abstract class DigestWorkContract extends TaskWorkContract {
    private static final int THREADS = 2;
    private static final WorkSettings SETTINGS =
            new WorkSettings(policy(List.of()), List.of(), 64, THREADS, 1000, 128, 1000, SECOND);

    /** Far more than a test takes; the first hundredth of it is soon done. */
    private static final int ENDLESS = 100_000_000;

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private RecordedRun digest(String text, int rounds) {
        return start(SETTINGS, new TaskInput.Digest(text.getBytes(US_ASCII), rounds));
    }

    private String hex(RecordedRun work) {
        return HexFormat.of().formatHex(work.await(TaskResult.Digested.class).sha256());
    }

    /** One that is being computed, and will be until it is stopped. */
    private RecordedRun endless() {
        RecordedRun work = digest("endless", ENDLESS);
        eventually("it is computed").until(() -> !work.progress().isEmpty());
        return work;
    }

    @Test
    void aMillionBytes_haveTheDigestOfTheStandard() {
        byte[] data = new byte[1_000_000];
        Arrays.fill(data, (byte) 'a');
        assertThat(hex(start(SETTINGS, new TaskInput.Digest(data, 1))))
                .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 100, 12_345})
    void manyRounds_areTheDigestOfTheDigest(int rounds) throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] expected = "abc".getBytes(US_ASCII);
        for (int round = 0; round < rounds; round++) {
            expected = sha256.digest(expected);
        }
        assertThat(hex(digest("abc", rounds))).isEqualTo(HexFormat.of().formatHex(expected));
    }

    @Test
    void progress_onlyRises_isToldAboutAHundredTimes_andEndsWithTheLastRound() {
        RecordedRun work = digest("abc", 50_000);
        work.await(TaskResult.Digested.class);

        List<RecordedRun.Progress> progress = work.progress();
        assertThat(progress).hasSizeBetween(50, 110).allMatch(each -> each.total() == 50_000);
        assertThat(progress.stream().map(RecordedRun.Progress::done)).isSorted();
        assertThat(progress.getLast().done()).isEqualTo(50_000);
    }

    @Test
    void stop_endsWhatIsBeingComputed_andTheThreadIsFreeForTheNext() {
        RecordedRun work = endless();
        work.stop();
        work.awaitStopped();
        for (int i = 0; i < 2 * THREADS; i++) {
            assertThat(hex(digest("", 1))).isEqualTo(EMPTY);
        }
    }

    @Test
    void itIsComputedOnThreadsOfItsOwn() {
        RecordedRun work = digest("abc", 1_000);
        work.await(TaskResult.Digested.class);
        assertThat(work.threads()).anyMatch(thread -> thread.startsWith("tandem-computing-"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void stoppedAtAnyMoment_eachEndsOnce_andNoThreadIsLost(long seed) {
        var random = new Random(seed);
        List<RecordedRun> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(digest("abc", 1 + random.nextInt(random.nextBoolean() ? 3 : 20_000)));
            if (random.nextInt(3) > 0) {
                all.get(random.nextInt(all.size())).stop();
            }
            if (random.nextInt(8) == 0) {
                all.get(random.nextInt(all.size())).awaitEnd();
            }
        }
        all.forEach(RecordedRun::stop);
        all.forEach(RecordedRun::awaitEnd);
        assertThat(hex(digest("", 1))).isEqualTo(EMPTY);
    }
}
