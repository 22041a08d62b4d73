package dev.tandem.contract;

import static dev.tandem.contract.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import org.junit.jupiter.api.AfterEach;

/** What the contracts of tasks have in common: short ways to spawn, look at and kill, and that no task outlives its test. */
abstract class TaskClient extends Contract {
    @AfterEach
    final void killWhatIsLeft() {
        service().killTasks();
    }

    final Reply spawn(String body) {
        return spawn("", body);
    }

    final Reply spawn(String query, String body) {
        return post("/v1/tasks" + query, "application/json", body);
    }

    final Reply kill(String id) {
        return http("DELETE", "/v1/tasks/" + id, new byte[0]);
    }

    static String id(Reply reply) {
        return reply.json().path("id").asString();
    }

    static String state(Reply reply) {
        return reply.json().path("state").asString();
    }

    final String stateOf(String id) {
        return state(get("/v1/tasks/" + id));
    }

    final Model otherModel() {
        return model() == Model.EVENT_LOOP ? Model.VIRTUAL_THREAD : Model.EVENT_LOOP;
    }

    final RawConnection send(String method, String target, String body) {
        return send(port(), method, target, body);
    }

    final RawConnection send(int port, String method, String target, String body) {
        return closeLater(new RawConnection(port))
                .send("%s %s HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(method, target, body.length(), body));
    }

    /** Waits until so many requests wait for an end. */
    final void awaitWaiting(int count) {
        eventually("as many wait")
                .untilAsserted(() -> assertThat(service().waits().openCount()).isEqualTo(count));
    }
}
