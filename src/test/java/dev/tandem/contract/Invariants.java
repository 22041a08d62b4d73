package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.time.Duration;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What holds after every test of a contract, once its clients have left: nobody is subscribed or waits for anything, a
 * permit comes back at the end of its lease at the latest, no task is under way, no item of a removed queue is still counted,
 * nothing waits to be written, no buffer has leaked, nothing was logged that somebody would have to look into, and, after each
 * class, no
 * virtual thread is left in our code.
 */
final class Invariants implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Duration PULSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    @Override
    public void beforeEach(ExtensionContext context) {
        contract(context).service().awaitPulse();
        LogRecorder.begin();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Contract contract = contract(context);
        contract.closeClients();
        assertNothingIsLeft(contract.service());
        assertThat(LogRecorder.warnings()).isEmpty();
    }

    static void assertNothingIsLeft(Service service) {
        eventually("subscriptions end with their clients").untilAsserted(() -> {
            assertThat(service.subscribed()).isEmpty();
            assertThat(service.recorder().subscriptions()).isZero();
            assertThat(service.recorder().connections()).isZero();
        });
        eventually("waits end with their clients")
                .untilAsserted(() -> assertThat(service.waits().openCount()).isZero());
        eventually("tasks are over when they have been killed").untilAsserted(() -> {
            // Once more each time: a request whose client has left may still spawn one.
            service.killTasks();
            assertThat(service.tasks().openCount()).isZero();
        });
        if (service.semaphores().permitsInUse() > 0) {
            service.advance(LONGEST_LEASE);
            assertThat(service.semaphores().permitsInUse()).isZero();
        }
        eventually("outboxes are empty").untilAsserted(() -> {
            service.advance(PULSE);
            for (Model model : Model.values()) {
                assertThat(service.hub().outboxBytes(model)).as("%s", model).isZero();
            }
        });
        assertQueuesLeaveNothing(service);
    }

    /** Nobody waits; and when the queues are removed, nothing is counted that has been in them. */
    private static void assertQueuesLeaveNothing(Service service) {
        eventually("waiting at a queue ends with its client")
                .untilAsserted(() -> assertThat(service.queueStates()).allSatisfy(state -> {
                    assertThat(state.claimants()).as("claimants of %s", state).isZero();
                    assertThat(state.putters()).as("putters of %s", state).isZero();
                }));
        eventually("queues leave nothing").untilAsserted(() -> {
            service.queueStates().forEach(state -> service.queues().remove(state.queue()));
            assertThat(service.queues().queueCount()).isZero();
            assertThat(service.queues().depth()).isZero();
            assertThat(service.queues().leased()).isZero();
            assertThat(service.queues().memoryBytes()).isZero();
        });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        eventually("no virtual thread is left in our code")
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThat(VirtualThreadDump.in("dev.tandem.virtualthread"))
                        .isEmpty());
    }

    private static Contract contract(ExtensionContext context) {
        return (Contract) context.getRequiredTestInstance();
    }
}
