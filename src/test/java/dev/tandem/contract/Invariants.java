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
 * What holds after every test of a contract, once its clients have left: nobody is subscribed, nothing waits to be
 * written, no buffer has leaked, nothing was logged that somebody would have to look into, and, after each class, no
 * virtual thread is left in our code.
 */
final class Invariants implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Duration PULSE = Duration.ofSeconds(1);

    @Override
    public void beforeEach(ExtensionContext context) {
        contract(context).service();
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
        eventually("outboxes are empty").untilAsserted(() -> {
            service.advance(PULSE);
            for (Model model : Model.values()) {
                assertThat(service.hub().outboxBytes(model)).as("%s", model).isZero();
            }
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
