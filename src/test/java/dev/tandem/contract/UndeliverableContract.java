package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.routing.Route;
import org.junit.jupiter.api.Test;

/** A client that leaves in the middle of an answer that gives it something. */
abstract class UndeliverableContract extends QueueClient {
    /** More than the buffers between two sockets take in, as long as nobody reads. */
    private static final int LARGE = 16 * 1024 * 1024;

    private static final int CLIENT_CLOSED_REQUEST = 499;

    UndeliverableContract() {
        super("large");
    }

    @Override
    final Service service() {
        return Service.shared(Service.Variant.QUIET);
    }

    private long givenUp() {
        return service().requests(model(), Route.CLAIM_ITEM, CLIENT_CLOSED_REQUEST);
    }

    @Test
    void theItemGoesToTheNext_asIfItHadNotBeenClaimed() {
        put("x".repeat(LARGE));
        long before = givenUp();
        RawConnection leaving = connect().send("POST " + claims(queue) + "?lease=1h HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(leaving.head().status()).isEqualTo(200);

        leaving.reset();

        Reply next = claim(queue, "?wait=5m");
        assertThat(attempt(next)).isEqualTo(1);
        assertThat(acknowledge(next).status()).isEqualTo(204);
        eventually().untilAsserted(() -> assertThat(givenUp()).isEqualTo(before + 1));
    }
}
