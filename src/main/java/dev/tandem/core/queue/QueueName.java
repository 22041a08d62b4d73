package dev.tandem.core.queue;

import dev.tandem.core.Names;
import dev.tandem.core.problem.ProblemCode;

/**
 * The name of a queue: 1 to 123 characters that need no escaping in a URL or JSON, so that its dead queue's name has room
 * for five more.
 *
 * @param text the name as it stands in the URL
 */
public record QueueName(String text) {
    static final String DEAD = ".dead";

    private static final int MAX_LENGTH = 123;

    /** @throws dev.tandem.core.problem.ProblemException {@code queue_name_invalid} */
    public QueueName {
        int maxLength = text.endsWith(DEAD) ? MAX_LENGTH + DEAD.length() : MAX_LENGTH;
        Names.require("queue", text, maxLength, ProblemCode.QUEUE_NAME_INVALID);
    }

    /** Whether what is there has failed elsewhere, and goes nowhere from there. */
    boolean isDead() {
        return text.endsWith(DEAD);
    }

    /** Where the items of a queue that is not dead itself go when they have failed too often. */
    QueueName dead() {
        return new QueueName(text + DEAD);
    }

    @Override
    public String toString() {
        return text;
    }
}
