package dev.tandem.core.task;

import java.util.Locale;

/** Why a task as a whole has no result. The lower-case name is the stable code. */
public enum TaskFailure {
    /** The program could not be started: it is missing, or may not be executed. */
    PROCESS_NOT_STARTED("The program could not be started"),
    /** As many programs run, and as many wait for their turn, as may. */
    PROCESS_LIMIT_REACHED(
            "No more programs may run or wait for their turn (tandem.tasks.process.max-running and max-queued);"
                    + " try again later"),
    /** The pool that computes has no room for more. */
    POOL_SATURATED("There is no room for more computing; try again later"),
    /** A fault of the server. */
    INTERNAL_ERROR("The task could not be done; the fault is the server's");

    private final String detail;
    private final String code = name().toLowerCase(Locale.ROOT);

    TaskFailure(String detail) {
        this.detail = detail;
    }

    /** The stable name, for example {@code pool_saturated}. */
    public String code() {
        return code;
    }

    /** A sentence for the person who reads it. */
    public String detail() {
        return detail;
    }
}
