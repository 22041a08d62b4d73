package dev.tandem.compare;

import dev.tandem.compare.analysis.Measurement;
import dev.tandem.compare.run.Plan;
import dev.tandem.compare.run.Progress;
import dev.tandem.compare.run.Scenario;
import java.io.PrintWriter;
import java.time.Duration;

/** One line that says what is being done and how long all of it may still take; on a terminal always the same line. */
final class ConsoleProgress implements Plan.Journal, Progress {
    private static final String ERASE = "\r\u001b[2K";
    private static final int WIDTH = 99;

    private final PrintWriter out;
    private final boolean terminal;
    private final int total;
    private final long beginNanos = System.nanoTime();
    private int done;
    private String run = "";

    /** @param total how many runs there will be, if none is void */
    ConsoleProgress(PrintWriter out, boolean terminal, int total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    @Override
    public void begin(Scenario scenario, String what) {
        run = "[%d/%d] %s: %s".formatted(done + 1, total, scenario.name(), what);
        if (terminal) {
            phase("starting");
        } else {
            print(run + left() + "\n");
        }
    }

    @Override
    public void phase(String what) {
        if (terminal) {
            String line = run + ", " + what + left();
            print(ERASE + line.substring(0, Math.min(line.length(), WIDTH)));
        }
    }

    @Override
    public void end(Measurement measured) {
        if (measured.isVoid()) {
            print((terminal ? ERASE : "") + run + ", void: " + String.join("; ", measured.faults()) + "\n");
        } else {
            done++;
        }
    }

    /** Takes the line away. */
    void finish() {
        if (terminal) {
            print(ERASE);
        }
    }

    private String left() {
        if (done == 0) {
            return "";
        }
        Duration each = Duration.ofNanos(System.nanoTime() - beginNanos).dividedBy(done);
        Duration left = each.multipliedBy(Math.max(0, total - done));
        return left.compareTo(Duration.ofMinutes(1)) < 0
                ? ", %d s left".formatted(left.toSeconds())
                : ", %d min left".formatted(left.plusSeconds(30).toMinutes());
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
