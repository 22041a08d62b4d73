package dev.tandem.core.api;

import dev.tandem.core.Model;
import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.ChannelState;
import dev.tandem.core.channel.Connection;
import dev.tandem.core.channel.Feed;
import dev.tandem.core.channel.StreamPosition;
import dev.tandem.core.channel.SubscribeRequest;
import dev.tandem.core.channel.Transport;
import dev.tandem.core.channel.WireForm;
import dev.tandem.core.json.JsonWriter;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import dev.tandem.core.task.TaskId;
import dev.tandem.core.task.TaskKind;
import dev.tandem.core.task.TaskRequest;
import dev.tandem.core.task.TaskRunner;
import dev.tandem.core.task.TaskState;
import dev.tandem.core.task.TaskView;
import dev.tandem.core.task.Tasks;
import dev.tandem.core.wait.Caller;
import dev.tandem.core.wait.Futures;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The task operations of one model, which does the work of what is spawned through it. Each method takes what the request
 * says and either returns the whole answer, returns a plan for a stream, or throws a {@link ProblemException}; a future
 * fails with one.
 *
 * <p>Thread-safe. Nothing blocks: what may wait is a future, completed by the caller's executor, and cancelling it gives up
 * the wait.
 */
public final class TaskApi {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final Tasks tasks;
    private final Model model;
    private final TaskRunner runner;
    private final ApiLimits limits;
    private final TaskInputs inputs;

    /** @param runner does the work */
    public TaskApi(Tasks tasks, Model model, TaskRunner runner, ApiLimits limits, TaskPermissions permissions) {
        this.tasks = tasks;
        this.model = model;
        this.runner = runner;
        this.limits = limits;
        this.inputs = new TaskInputs(permissions);
    }

    public ApiLimits limits() {
        return limits;
    }

    /** {@code POST /v1/tasks}: 200 with the task if it is over within {@code wait}, otherwise 202. */
    public CompletableFuture<Answer> spawn(Query query, RequestHead head, byte[] body, Caller caller) {
        return Futures.attempt(() -> {
            Duration wait = wait(query);
            Bodies.requireIdentityEncoding(head);
            Bodies.requireJson(head);
            TaskRequest request = inputs.parse(body);
            return Futures.map(tasks.spawn(model, runner, request, wait, caller), TaskApi::spawned);
        });
    }

    private static Answer spawned(TaskView task) {
        return task.state().isOver()
                ? answer(200, task)
                : answer(202, task).with(Map.of("Location", "/v1/tasks/" + task.id()));
    }

    /** {@code GET /v1/tasks/{id}}: 200 with the task when it is over, or after {@code wait}. */
    public CompletableFuture<Answer> join(String rawId, Query query, Caller caller) {
        return Futures.attempt(() -> {
            TaskId id = id(rawId);
            return Futures.map(tasks.join(id, wait(query), caller), task -> answer(200, task));
        });
    }

    /** {@code DELETE /v1/tasks/{id}}: 200 with the task when nothing of its work is left. */
    public CompletableFuture<Answer> kill(String rawId, Caller caller) {
        return Futures.attempt(() -> Futures.map(tasks.kill(id(rawId), caller), task -> answer(200, task)));
    }

    /** {@code GET /v1/tasks}: 200 with a page of tasks, in the order in which they were made, without their results. */
    public Answer list(Query query) {
        Optional<TaskState> state = query.one("state").map(TaskApi::state);
        Optional<TaskKind> kind = query.one("kind").map(text -> TaskInputs.kind("kind", text));
        Optional<String> group = query.one("group");
        group.ifPresent(TaskInputs::requireGroupName);
        Optional<TaskId> after = query.one("after").map(TaskApi::after);
        int limit = query.limit("limit", DEFAULT_LIMIT, MAX_LIMIT);
        List<TaskView> found = tasks.list(
                after,
                task -> state.map(task.state()::equals).orElse(true)
                        && kind.map(task.kind()::equals).orElse(true)
                        && (group.isEmpty() || group.equals(task.group())),
                limit + 1);
        List<TaskView> page = found.subList(0, Math.min(limit, found.size()));
        var json = new JsonWriter(1024).beginObject();
        json.array("tasks", page, task -> {
            task.writeFields(json.beginObject());
            json.endObject();
        });
        if (found.size() > limit) {
            json.field("next", page.getLast().id().text());
        }
        return Answer.json(200, json.endObject());
    }

    /**
     * {@code GET /v1/tasks/{id}/events}: an event stream, or lines of JSON, from the beginning or after the cursor; 204 for a
     * client that has seen the end, at which an EventSource does not come back again (WHATWG HTML, 9.2.3).
     */
    public Opening events(String rawId, Query query, RequestHead head) {
        TaskId id = id(rawId);
        Transport transport = Accept.choose(head.header("Accept"));
        Optional<StreamPosition> after = Cursor.of(query, head).map(Cursor::position);
        ChannelState state = tasks.events(id).orElseThrow(() -> unknown(rawId));
        StreamPosition from =
                after.orElseGet(() -> new StreamPosition(state.position().epoch(), 0));
        if (state.completed() && from.equals(state.position())) {
            return Answer.noContent();
        }
        WireForm form = transport == Transport.SSE ? WireForm.SSE : WireForm.NDJSON;
        return new StreamPlan(
                transport, form, List.of(new SubscribeRequest(new ChannelName(id.text()), Optional.of(from))));
    }

    /**
     * Opens the stream of a task's events.
     *
     * @throws ProblemException {@code task_unknown} if the task has been forgotten meanwhile
     */
    public Feed open(StreamPlan plan, Connection connection) {
        SubscribeRequest request = plan.requests().getFirst();
        return tasks.follow(connection, request, plan.form())
                .orElseThrow(() -> unknown(request.channel().text()));
    }

    private Duration wait(Query query) {
        return query.duration("wait", Duration.ZERO, limits.maxWait());
    }

    /** What can't be an id is that of no task. */
    private static TaskId id(String rawId) {
        String text = PercentEncoding.decode(rawId, false);
        return TaskId.parse(text).orElseThrow(() -> unknown(text));
    }

    private static ProblemException unknown(String id) {
        return Tasks.unknown(id).asException();
    }

    private static TaskId after(String text) {
        return TaskId.parse(text)
                .orElseThrow(() -> Problem.invalid(ProblemCode.CURSOR_INVALID, "after", text, "the id of a task")
                        .asException());
    }

    private static TaskState state(String text) {
        return TaskState.of(text)
                .orElseThrow(() -> Problem.invalid(
                                ProblemCode.STATE_INVALID,
                                "state",
                                text,
                                Arrays.stream(TaskState.values())
                                        .map(TaskState::text)
                                        .collect(Collectors.joining(", ")))
                        .asException());
    }

    private static Answer answer(int status, TaskView task) {
        return Answer.json(status, task.json());
    }
}
