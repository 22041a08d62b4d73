package dev.tandem.core.task;

import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.wait.Monitor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which tasks may run: those of no group at once, those of a group as far as the group has room, in the order in which they
 * came. A group is there for as long as it has a task that is not over.
 *
 * <p>A task {@link #enter enters} its group, asks it for {@link #admit room}, and {@link #leave leaves} it when it is over,
 * each once. Leaving may come before asking, where a task is killed that has hardly been made; then there is no room for it.
 *
 * <p>Thread-safe. Its monitor is entered from within no other.
 */
final class Groups {
    private final Monitor monitor = new Monitor();
    private final Map<String, Group> groups = new HashMap<>();
    private final int defaultConcurrency;

    /** Guarded by the monitor. */
    static final class Group {
        private final String name;
        private final int concurrency;
        private int members;
        private final Set<Task> running = new HashSet<>();
        private final Set<Task> waiting = new LinkedHashSet<>();

        private Group(String name, int concurrency) {
            this.name = name;
            this.concurrency = concurrency;
        }

        String name() {
            return name;
        }
    }

    Groups(int defaultConcurrency) {
        this.defaultConcurrency = defaultConcurrency;
    }

    /**
     * One more task belongs to a group, which comes into being with its first.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code group_conflict}
     */
    Group enter(String name, OptionalInt concurrency) {
        return monitor.enter(() -> {
            Group group = groups.get(name);
            if (group == null) {
                group = new Group(name, concurrency.orElse(defaultConcurrency));
                groups.put(name, group);
            } else if (concurrency.orElse(group.concurrency) != group.concurrency) {
                throw Problem.invalid(
                                ProblemCode.GROUP_CONFLICT,
                                "concurrency",
                                Integer.toString(concurrency.getAsInt()),
                                "%d, which the group %s has already".formatted(group.concurrency, name))
                        .asException();
            }
            group.members++;
            return group;
        });
    }

    /** Whether a task may begin; otherwise another one's {@link #leave} will give it room. */
    boolean admit(Group group, Task task) {
        return monitor.enter(() -> {
            if (task.state().isOver()) {
                return false;
            }
            if (group.running.size() < group.concurrency) {
                group.running.add(task);
                return true;
            }
            group.waiting.add(task);
            return false;
        });
    }

    /** A task that is over needs no room any more; returns the task that has it now. */
    Optional<Task> leave(Group group, Task task) {
        return monitor.enter(() -> {
            if (--group.members == 0) {
                groups.remove(group.name);
            }
            group.waiting.remove(task);
            if (!group.running.remove(task)) {
                return Optional.empty();
            }
            Optional<Task> next = group.waiting.stream().findFirst();
            next.ifPresent(first -> {
                group.waiting.remove(first);
                group.running.add(first);
            });
            return next;
        });
    }

    /** How many groups there are. */
    int size() {
        return monitor.enter(groups::size);
    }
}
