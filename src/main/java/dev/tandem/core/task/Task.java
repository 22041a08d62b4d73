package dev.tandem.core.task;

import dev.tandem.core.Model;
import dev.tandem.core.Ticker;
import dev.tandem.core.task.TaskRunner.Execution;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Ending;
import dev.tandem.core.wait.Monitor;
import dev.tandem.core.wait.WaitLine;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One task, from its making to its end.
 *
 * <p>How it ends is decided once, by whatever comes first: what its work comes to, somebody who kills it, or its time. Where
 * that is one of the last two, the work is told to stop, and what it comes to from then on is thrown away; but over it is
 * only when the work has said that nothing of it is left. So a state in which a task is over can be relied upon: no socket
 * is open for it any more and no process alive, and whoever reads {@code killed} will never read {@code succeeded}.
 *
 * <p>Everything is guarded by its monitor. Its events are published inside, in the order in which things happen, which costs
 * no more than to put them on the queues of the lanes concerned. The runner is called outside.
 */
final class Task implements TaskRun {
    private static final Logger log = System.getLogger(Task.class.getName());

    private final TaskId id;
    private final Model model;
    private final TaskKind kind;
    private final Duration timeout;
    private final Optional<Groups.Group> group;
    private final TaskRunner runner;
    private final Tasks tasks;
    private final Ticker ticker;
    private final Instant created;
    private final TaskEvents events;
    private final Monitor monitor = new Monitor();
    private final WaitLine<TaskId, TaskView> joins;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private volatile TaskState state = TaskState.PENDING;
    private Optional<TaskInput> input;
    private Optional<Outcome> decided = Optional.empty();
    private Optional<Execution> execution = Optional.empty();
    private Ticker.Timer timer = () -> {};
    private Optional<Instant> started = Optional.empty();
    private long startedNanos;
    private Optional<TaskView.Progress> progress = Optional.empty();
    private Optional<TaskView> last = Optional.empty();

    /** How it ends. */
    private record Outcome(TaskState state, Optional<byte[]> result, Optional<TaskError> error) {
        static Outcome without(TaskState state, TaskError error) {
            return new Outcome(state, Optional.empty(), Optional.of(error));
        }
    }

    private static final Outcome FAULT = Outcome.without(TaskState.FAILED, TaskError.of(TaskFailure.INTERNAL_ERROR));

    Task(TaskId id, Model model, TaskRunner runner, TaskRequest request, Optional<Groups.Group> group, Tasks tasks) {
        this.id = id;
        this.model = model;
        this.runner = runner;
        this.group = group;
        this.tasks = tasks;
        ticker = tasks.ticker();
        kind = request.input().kind();
        timeout = request.timeout();
        input = Optional.of(request.input());
        created = now();
        events = new TaskEvents(event -> tasks.publish(this, event));
        joins = tasks.waits().newLine(monitor, new WaitLine.Keeper<>() {
            @Override
            public TaskView timedOut(TaskId waitedFor) {
                return view();
            }

            @Override
            public void left(TaskId waitedFor, Caller caller, Ending ending, long waitedNanos) {
                // Nobody who joins is in anybody's way.
            }
        });
        tasks.listener().entered(model, kind, TaskState.PENDING);
        events.state(TaskState.PENDING, created);
    }

    TaskId id() {
        return id;
    }

    Model model() {
        return model;
    }

    TaskKind kind() {
        return kind;
    }

    Optional<Groups.Group> group() {
        return group;
    }

    /** Where it is now; asked by whoever can do with what may have changed a moment later. */
    TaskState state() {
        return state;
    }

    /** Completed when it is over, and its group and everybody else has been told. */
    CompletableFuture<Void> over() {
        return over;
    }

    TaskView view() {
        return monitor.enter(() -> last.orElseGet(() -> view(state, Optional.empty(), Optional.empty())));
    }

    private TaskView view(TaskState in, Optional<Instant> ended, Optional<TaskError> error) {
        return new TaskView(
                id,
                kind,
                in,
                group.map(Groups.Group::name),
                created,
                started,
                ended,
                progress,
                error,
                Optional.empty());
    }

    /** What it is when it is over, or after {@code wait}. */
    CompletableFuture<TaskView> join(Duration wait, Caller caller) {
        return monitor.enter(() -> state.isOver() || wait.isZero()
                ? CompletableFuture.completedFuture(view())
                : joins.join(id, wait, caller));
    }

    /** It has its turn. Nothing happens if it has been killed before. */
    void begin() {
        Optional<TaskInput> toDo = monitor.enter(() -> {
            if (state != TaskState.PENDING) {
                return Optional.empty();
            }
            Instant now = now();
            started = Optional.of(now);
            startedNanos = ticker.nanoTime();
            change(TaskState.RUNNING);
            events.state(state, now);
            timer = ticker.schedule(timeout, () -> stop(TaskState.TIMED_OUT, TaskError.timedOut(timeout)));
            return input;
        });
        toDo.ifPresent(this::run);
    }

    private void run(TaskInput toDo) {
        Execution begun;
        try {
            begun = runner.start(toDo, this);
        } catch (RuntimeException | Error e) {
            log.log(Level.ERROR, "A task could not be begun", e);
            end(FAULT);
            return;
        }
        boolean late = monitor.enter(() -> {
            if (!state.isOver()) {
                execution = Optional.of(begun);
            }
            return decided.isPresent();
        });
        if (late) {
            begun.stop();
        }
    }

    /** Has it end thus, unless something else was first. */
    void stop(TaskState how, TaskError why) {
        Optional<Execution> underWay = monitor.enter(() -> {
            if (state.isOver() || decided.isPresent()) {
                return Optional.empty();
            }
            Outcome outcome = Outcome.without(how, why);
            if (state == TaskState.PENDING) {
                finish(outcome);
                return Optional.empty();
            }
            decided = Optional.of(outcome);
            return execution;
        });
        underWay.ifPresent(Execution::stop);
    }

    @Override
    public void progress(int done, int total) {
        monitor.run(() -> {
            boolean news = progress.map(TaskView.Progress::done).orElse(-1) < done;
            if (news && isUndecided()) {
                progress = Optional.of(new TaskView.Progress(done, total));
                events.progress(done, total);
            }
        });
    }

    @Override
    public void output(OutputChannel channel, byte[] bytes) {
        monitor.run(() -> {
            if (isUndecided()) {
                events.output(channel, bytes);
            }
        });
    }

    @Override
    public void succeeded(TaskResult came) {
        Optional<TaskInput> done = monitor.enter(() -> input);
        if (done.isEmpty()) {
            return;
        }
        try {
            byte[] json = ResultJson.of(done.get(), came);
            end(new Outcome(TaskState.SUCCEEDED, Optional.of(json), Optional.empty()));
        } catch (RuntimeException | Error e) {
            log.log(Level.ERROR, "A result could not be written", e);
            end(FAULT);
        }
    }

    @Override
    public void failed(TaskFailure failure) {
        end(Outcome.without(TaskState.FAILED, TaskError.of(failure)));
    }

    @Override
    public void stopped() {
        end(FAULT);
    }

    private boolean isUndecided() {
        return state == TaskState.RUNNING && decided.isEmpty();
    }

    /** Nothing of the work is left. */
    private void end(Outcome byItself) {
        monitor.run(() -> {
            if (state == TaskState.RUNNING) {
                finish(decided.orElse(byItself));
            }
        });
    }

    /** Everybody else hears of it before those who wait for it do, so that what these do next finds it over. */
    private void finish(Outcome outcome) {
        Instant now = now();
        TaskView ended =
                view(outcome.state(), Optional.of(now), outcome.error()).encoded(outcome.result());
        last = Optional.of(ended);
        timer.cancel();
        input = Optional.empty();
        execution = Optional.empty();
        change(outcome.state());
        monitor.afterwards(() -> {
            tasks.over(this, ended.json().length);
            over.complete(null);
        });
        joins.serveAll(any -> true, ended);
        tasks.publishLast(this, events.end(state, now, outcome.error()));
    }

    private void change(TaskState to) {
        TaskListener listener = tasks.listener();
        listener.left(model, kind, state);
        if (to.isOver()) {
            listener.ended(model, kind, to);
            if (state == TaskState.RUNNING) {
                listener.worked(model, kind, to, ticker.nanoTime() - startedNanos);
            }
        } else {
            listener.entered(model, kind, to);
        }
        state = to;
    }

    private Instant now() {
        return ticker.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
