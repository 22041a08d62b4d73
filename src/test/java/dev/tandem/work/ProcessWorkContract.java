package dev.tandem.work;

import static dev.tandem.contract.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.contract.LogRecorder;
import dev.tandem.core.task.Command;
import dev.tandem.core.task.TaskFailure;
import dev.tandem.core.task.TaskInput;
import dev.tandem.core.task.TaskResult.Exited;
import dev.tandem.core.task.TaskRun.OutputChannel;
import dev.tandem.core.task.WorkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Running programs, as work: what they are given, what they write, and that nothing of them is left. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only there are processes found that have left their parents")
public abstract class ProcessWorkContract extends TaskWorkContract {
    private static final WorkSettings SETTINGS = settings(policy(List.of()));
    private static final int MAX_OUTPUT = 10_000;
    private static final Path SHELL = Path.of("/bin/sh");

    /** Ends when it is asked to, and not before. */
    private static final String FOREVER = "exec sleep 100000";

    @TempDir
    Path directory;

    private Command command(Path program, String... fixedArguments) {
        return new Command(
                "test",
                program,
                List.of(fixedArguments),
                List.of(),
                directory,
                Map.of("PATH", "/usr/bin:/bin", "GREETING", "good morning"),
                MAX_OUTPUT);
    }

    private RecordedRun run(Path program, List<String> fixedArguments, String... arguments) {
        return start(
                SETTINGS,
                new TaskInput.Run(command(program, fixedArguments.toArray(String[]::new)), List.of(arguments)));
    }

    /** What an operator has allowed who allows a shell. */
    private RecordedRun script(String script) {
        return run(SHELL, List.of("-c", script));
    }

    private Exited exited(RecordedRun work) {
        return work.await(Exited.class);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static String written(RecordedRun work) {
        return text(work.output(OutputChannel.STDOUT));
    }

    /** The ids of processes that a program has written, one a line, once there are so many. */
    private static List<Long> pids(RecordedRun work, int count) {
        eventually("the processes have begun").until(() -> written(work).lines().count() == count);
        return written(work).lines().map(Long::valueOf).toList();
    }

    /** A zombie is no more; that its parent, or the system's first process, has not looked is not our business. */
    private static boolean isAlive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return false;
        }
    }

    private static void assertGone(List<Long> pids) {
        assertThat(pids).isNotEmpty().noneMatch(ProcessWorkContract::isAlive);
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static Path program(String name) {
        return Path.of("/usr/bin", name);
    }

    // What it is given

    @Test
    void argumentsReachItAsTheyAre_withoutAShell() {
        RecordedRun work =
                run(program("printf"), List.of("[%s]"), "$HOME", "`id`", "* ?", "a  b", "", "\"'\\", "é;&|<>", "-n");
        assertThat(text(exited(work).output())).isEqualTo("[$HOME][`id`][* ?][a  b][][\"'\\][é;&|<>][-n]");
    }

    @Test
    void itsEnvironmentIsTheCommands_andTheMarkerByWhichItIsFound() {
        Exited exited = exited(run(program("env"), List.of()));
        Set<String> names = new HashSet<>();
        text(exited.output()).lines().forEach(line -> names.add(line.split("=", 2)[0]));
        assertThat(names).containsExactlyInAnyOrder("PATH", "GREETING", "TANDEM_TASK");
        assertThat(text(exited.output())).contains("GREETING=good morning");
    }

    @Test
    void thereIsNothingToRead() {
        Exited exited = exited(run(program("cat"), List.of()));
        assertThat(exited.exitCode()).isZero();
        assertThat(exited.output()).isEmpty();
    }

    @Test
    void itRunsInTheWorkingDirectory() throws IOException {
        Exited exited = exited(script("pwd -P"));
        assertThat(text(exited.output()).strip())
                .isEqualTo(directory.toRealPath().toString());
    }

    // What it writes

    private void create(String name) {
        try {
            Files.createFile(directory.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_OUTPUT - 1, MAX_OUTPUT, MAX_OUTPUT + 1, 100 * MAX_OUTPUT})
    void outputIsKeptUpToTheLimit_andReadToItsEnd(int length) {
        RecordedRun work = script("head -c " + length + " /dev/zero; head -c 5 /dev/zero >&2");
        Exited exited = exited(work);
        assertThat(exited.exitCode()).isZero();
        assertThat(exited.output()).hasSize(Math.min(length, MAX_OUTPUT));
        assertThat(exited.errorOutput()).hasSize(5);
        assertThat(exited.truncated()).isEqualTo(length > MAX_OUTPUT);
        assertThat(work.output(OutputChannel.STDOUT)).isEqualTo(exited.output());
    }

    @Test
    void tooMuchErrorOutput_isTruncatedToo() {
        Exited exited = exited(script("head -c " + (MAX_OUTPUT + 1) + " /dev/zero >&2"));
        assertThat(exited.errorOutput()).hasSize(MAX_OUTPUT);
        assertThat(exited.truncated()).isTrue();
    }

    @Test
    void bytesAreBytes() {
        Exited exited = exited(run(program("printf"), List.of("\\000\\377\\303\\012")));
        assertThat(exited.output()).isEqualTo(new byte[] {0, (byte) 0xff, (byte) 0xc3, '\n'});
    }

    // What cannot be started

    @Test
    void aProgramThatIsMissing_isNotStarted() {
        assertThat(run(directory.resolve("missing"), List.of()).awaitFailure())
                .isEqualTo(TaskFailure.PROCESS_NOT_STARTED);
    }

    @Test
    void aProgramThatMayNotBeExecuted_isNotStarted() {
        create("plain");
        assertThat(run(directory.resolve("plain"), List.of()).awaitFailure())
                .isEqualTo(TaskFailure.PROCESS_NOT_STARTED);
    }

    @Test
    void aWorkingDirectoryThatIsMissing_isNotStartedIn() {
        Command command =
                new Command("test", SHELL, List.of(), List.of(), directory.resolve("missing"), Map.of(), MAX_OUTPUT);
        assertThat(start(SETTINGS, new TaskInput.Run(command, List.of())).awaitFailure())
                .isEqualTo(TaskFailure.PROCESS_NOT_STARTED);
    }

    @Test
    void afterOneThatCouldNotBeStarted_othersRun() {
        for (int i = 0; i < 300; i++) {
            assertThat(run(directory.resolve("missing"), List.of()).awaitFailure())
                    .isEqualTo(TaskFailure.PROCESS_NOT_STARTED);
        }
        assertThat(exited(script("exit 3")).exitCode()).isEqualTo(3);
    }

    // How it is stopped

    @Test
    void stop_endsOneThatDoesWhatItIsAsked_withoutTheGrace() {
        RecordedRun work = script("echo $$; " + FOREVER);
        List<Long> pids = pids(work, 1);
        work.stop();
        work.awaitStopped();
        assertGone(pids);
    }

    @Test
    void stop_endsOneThatWritesForever() {
        RecordedRun work = script("echo $$; exec yes");
        eventually("it writes").until(() -> written(work).length() == MAX_OUTPUT);
        List<Long> pids = written(work).lines().limit(1).map(Long::valueOf).toList();
        work.stop();
        work.awaitStopped();
        assertGone(pids);
    }

    @Test
    void stop_makesOneEndThatIgnoresIt_whenTheGraceIsOver() {
        RecordedRun work = script("trap '' TERM; echo $$; while :; do sleep 0.05; done");
        List<Long> pids = pids(work, 1);
        work.stop();
        ticker().advance(SECOND.minusMillis(1));
        assertThat(pids).allMatch(ProcessWorkContract::isAlive);
        assertThat(work.hasEnded()).isFalse();

        awaitWhileTimePasses(work);
        work.awaitStopped();
        assertGone(pids);
    }

    @Test
    void stop_givesOneThatTidiesUpTheTimeForIt() {
        RecordedRun work = script("trap 'sleep 0.1; touch tidy; exit 0' TERM; echo $$; while :; do sleep 0.02; done");
        List<Long> pids = pids(work, 1);
        work.stop();
        work.awaitStopped();
        assertGone(pids);
        assertThat(directory.resolve("tidy")).exists();
    }

    @Test
    void stop_endsItsChildrenToo() {
        RecordedRun work = script("sleep 100000 & echo $!; sh -c 'sleep 100000 & echo $!; wait' & echo $!; wait");
        List<Long> pids = pids(work, 3);
        work.stop();
        work.awaitStopped();
        assertGone(pids);
    }

    @Test
    void stop_endsWhatHasLeftIt_andIgnoresTheRequest() {
        RecordedRun work = script(
                "(setsid nohup sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.05; done' &); echo $$; " + FOREVER);
        List<Long> pids = pids(work, 2);
        work.stop();
        awaitWhileTimePasses(work);
        work.awaitStopped();
        assertGone(pids);
    }

    @Test
    void stop_endsWhatIsStillBeingStarted() {
        RecordedRun work = script("while :; do (setsid sh -c 'echo $$; exec sleep 100000' &); sleep 0.01; done");
        eventually("some have begun").until(() -> written(work).lines().count() > 5);
        work.stop();
        work.awaitStopped();
        assertGone(written(work).lines().map(Long::valueOf).toList());
    }

    @Test
    void whatItLeavesBehindWhenItEnds_isEnded_andThatIsItsEnd() {
        RecordedRun work = script(
                "(setsid nohup sh -c 'echo $$; exec sleep 100000' &); while [ ! -e go ]; do sleep 0.01; done; exit 3");
        List<Long> pids = pids(work, 1);
        create("go");
        assertThat(exited(work).exitCode()).isEqualTo(3);
        assertGone(pids);
    }

    @Test
    void oneThatHides_isNotWaitedFor() {
        RecordedRun work =
                script("(env -i setsid sh -c 'echo $$; exec sleep 100000' &); while [ ! -e go ]; do sleep 0.01; done");
        List<Long> pids = pids(work, 1);
        try {
            create("go");
            awaitWhileTimePasses(work);
            assertThat(work.result()).isPresent();
        } finally {
            pids.forEach(ProcessWorkContract::kill);
        }
    }

    @Test
    void stop_twice_andAfterTheEnd_doesNothing() {
        RecordedRun work = script("echo $$; " + FOREVER);
        pids(work, 1);
        work.stop();
        work.stop();
        work.awaitStopped();
        work.stop();
        work.awaitStopped();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void stoppedAtAnyMoment_eachEndsOnce_andNothingIsLeft(long seed) {
        var random = new Random(seed);
        List<RecordedRun> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            RecordedRun work =
                    script("echo $$; (setsid sh -c 'echo $$; exec sleep 100000' &); sleep 0.0" + random.nextInt(3));
            all.add(work);
            if (random.nextBoolean()) {
                eventually("it has begun").until(() -> !written(work).isEmpty() || work.hasEnded());
            }
            if (random.nextInt(4) > 0) {
                work.stop();
            }
        }
        for (RecordedRun work : all) {
            work.awaitEnd();
            assertThat(written(work).lines().map(Long::valueOf)).noneMatch(ProcessWorkContract::isAlive);
        }
    }

    @Test
    void manySilentProgramsAtATime_keepNothingElseFromRunning() {
        List<RecordedRun> silent = new ArrayList<>();
        for (int i = 0; i < 140; i++) {
            silent.add(run(program("sleep"), List.of("100000")));
        }
        eventually("many run").until(() -> children() >= 120);
        RecordedRun other = start(SETTINGS, new TaskInput.Sleep(SECOND));
        awaitWhileTimePasses(other);
        assertThat(other.result()).isPresent();
        assertThat(silent).noneMatch(work -> work.hasEnded());
        silent.forEach(RecordedRun::stop);
        silent.forEach(RecordedRun::awaitStopped);
        assertThat(children()).isZero();
    }

    private static long children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> isAlive(child.pid()))
                .filter(child -> child.info().command().equals(Optional.of("/usr/bin/sleep")))
                .count();
    }

    /** The grace is for those who are to end, and not for those who read what is left in a pipe. */
    @Test
    void withoutAnyGrace_nothingOfWhatItHasWrittenIsLost() {
        WorkSettings noGrace = new WorkSettings(policy(List.of()), List.of(), 64, 2, 2, 128, 1000, Duration.ZERO);
        Command command = new Command(
                "test", program("head"), List.of("-c", "60000", "/dev/zero"), List.of(), directory, Map.of(), 100_000);
        for (int i = 0; i < 30; i++) {
            RecordedRun work = start(noGrace, new TaskInput.Run(command, List.of()));
            eventually("it ends").until(() -> {
                ticker().advance(Duration.ZERO);
                return work.hasEnded();
            });
            assertThat(exited(work).output()).hasSize(60_000);
        }
    }

    // What the machine lacks

    /** Has a JVM of its own: one that records its flight ends itself where it can't open the file for it. */
    @Test
    @Tag("no-descriptors")
    void stop_whileNothingCanBeOpened_isNotTheEnd_untilAllOfItIsSeenToHaveEnded() throws IOException {
        RecordedRun before = script("echo $$; " + FOREVER);
        pids(before, 1);
        before.stop();
        before.awaitStopped();
        RecordedRun work = script("echo $$; " + FOREVER);
        List<Long> pids = pids(work, 1);
        try (var _ = new NoDescriptors()) {
            work.stop();
            eventually("it is told that nothing can be seen")
                    .until(() -> !LogRecorder.warnings().isEmpty());
            awaitLooks();
            assertThat(work.hasEnded()).isFalse();
        }
        work.awaitStopped();
        assertGone(pids);
        assertThat(LogRecorder.warnings())
                .singleElement()
                .satisfies(logged -> assertThat(logged.getFormattedMessage())
                        .startsWith("Whether a program has ended cannot be seen"));
        LogRecorder.begin();
        assertThat(exited(script("exit 3")).exitCode()).isEqualTo(3);
    }

    /** As long as several looks at the machine take. */
    private static void awaitLooks() {
        long begin = System.nanoTime();
        eventually("several looks").until(() -> System.nanoTime() - begin > SECOND.toNanos() / 5);
    }

    /** As long as there is one, this process can open nothing: its limit (prlimit(1)) is lower than any descriptor. */
    private static final class NoDescriptors implements AutoCloseable {
        private final Process limiter;

        NoDescriptors() throws IOException {
            limiter = new ProcessBuilder(
                            SHELL.toString(),
                            "-c",
                            """
                            old=$(prlimit --pid $1 --nofile --noheadings --raw --output=SOFT)
                            prlimit --pid $1 --nofile=0: && echo done
                            read line
                            prlimit --pid $1 --nofile=$old:
                            """,
                            "limiter",
                            String.valueOf(ProcessHandle.current().pid()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            assertThat(limiter.getInputStream().read()).isEqualTo('d');
        }

        @Override
        public void close() throws IOException {
            limiter.getOutputStream().close();
            limiter.onExit().join();
        }
    }
}
