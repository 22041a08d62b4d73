package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What the contracts of queues have in common: a queue of the test's own, and short ways to use it. */
abstract class QueueClient extends Contract {
    /** A queue that no other test uses. */
    final String queue;

    /** @param prefix of the queue's name, by which the configuration knows it */
    QueueClient(String prefix) {
        queue = newChannel(prefix);
    }

    static String items(String queue) {
        return "/v1/queues/" + queue + "/items";
    }

    static String claims(String queue) {
        return "/v1/queues/" + queue + "/claims";
    }

    final String claim(Reply claimed) {
        return claims(queue) + "/" + claimed.json().get("claim").asString();
    }

    /** Puts into this test's queue, and is sure of it. */
    final Reply put(String text) {
        return put(queue, text, "");
    }

    final Reply put(String to, String text, String query) {
        Reply reply = post(items(to) + query, "text/plain", text);
        assertThat(reply.status()).as("%s", reply).isEqualTo(201);
        return reply;
    }

    final Reply tryClaim(String from, String query) {
        return http("POST", claims(from) + query, new byte[0]);
    }

    /** Claims from this test's queue what must be there. */
    final Reply claim() {
        return claim(queue, "");
    }

    final Reply claim(String from, String query) {
        Reply reply = tryClaim(from, query);
        assertThat(reply.status()).as("%s", reply).isEqualTo(200);
        return reply;
    }

    static String data(Reply claimed) {
        return claimed.json().at("/item/data").asString();
    }

    static int attempt(Reply claimed) {
        return claimed.json().at("/item/attempt").asInt();
    }

    final Reply acknowledge(Reply claimed) {
        return http("DELETE", claim(claimed), new byte[0]);
    }

    final Reply release(Reply claimed) {
        return http("POST", claim(claimed) + "/release", new byte[0]);
    }

    /** A client that waits to claim, and is known to wait. */
    final RawConnection claimant(String query) {
        int before = waiting("claimants");
        RawConnection connection = connect().send("POST " + claims(queue) + query + " HTTP/1.1\r\nHost: a\r\n\r\n");
        awaitWaiting("claimants", before + 1);
        return connection;
    }

    /** A client that waits to put, and is known to wait. */
    final RawConnection putter(String text, String query) {
        int before = waiting("putters");
        RawConnection connection = connect()
                .send("POST " + items(queue) + query + " HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: " + text.length() + "\r\n\r\n" + text);
        awaitWaiting("putters", before + 1);
        return connection;
    }

    final int waiting(String who) {
        Reply state = get("/v1/queues/" + queue);
        return state.status() == 404 ? 0 : state.json().at("/waiting/" + who).asInt();
    }

    final void awaitWaiting(String who, int count) {
        Eventually.eventually(who).untilAsserted(() -> assertThat(waiting(who)).isEqualTo(count));
    }

    final List<Integer> depthLeasedMoving(String of) {
        var state = get("/v1/queues/" + of).json();
        return List.of(
                state.get("depth").asInt(),
                state.get("leased").asInt(),
                state.get("moving").asInt());
    }
}
