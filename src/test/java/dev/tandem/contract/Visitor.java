package dev.tandem.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.core.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A subscriber that comes, takes some messages, leaves politely or not, and comes back with its cursor. */
abstract class Visitor {
    private static final JsonMapper JSON = new JsonMapper();

    private final Place place;
    private final Random random;
    private final Model model;
    private final List<Long> offsets = new ArrayList<>();
    private final Set<Long> announced = new HashSet<>();
    private String epoch = "";
    private long position;

    /**
     * Where visitors go.
     *
     * @param published what was published at each offset
     */
    record Place(Service service, String channel, long messages, Pace pace, Map<Long, String> published) {}

    Visitor(int number, Place place, Random random) {
        this.place = place;
        this.random = random;
        model = Model.values()[number % Model.values().length];
    }

    static Visitor of(int number, Place place, Random random) {
        return switch (number / Model.values().length % 5) {
            case 0 -> new OfEvents(number, place, random);
            case 1 -> new OfLines(number, place, random);
            case 2 -> new OfFrames(number, place, random);
            case 3 -> new OfEnvelopes(number, place, random);
            default -> new OfPages(number, place, random);
        };
    }

    /** Returns when it has seen the last message. */
    final void run() throws Exception {
        synchronizeWithState();
        place.pace().arrived();
        while (position < place.messages()) {
            RawConnection connection = new RawConnection(place.service().port(model));
            try {
                visit(connection, 1 + random.nextInt(80));
            } finally {
                if (random.nextBoolean()) {
                    connection.close();
                } else {
                    connection.reset();
                }
            }
            place.pace().stayAway(random, place.messages());
        }
    }

    /** Comes with the cursor, and takes that many messages unless the last one comes before. */
    abstract void visit(RawConnection connection, int atMost) throws Exception;

    /** Finds out where the channel stands, and goes on from there. */
    final void synchronizeWithState() {
        try (RawConnection connection = new RawConnection(place.service().port(model))) {
            Reply page = connection
                    .send("GET " + Contract.messages(place.channel()) + "?limit=1 HTTP/1.1\r\nHost: a\r\n\r\n")
                    .reply();
            epoch = page.epoch();
            long before = page.json().get("messages").isEmpty()
                    ? page.offset()
                    : page.json().at("/messages/0/offset").asLong() - 1;
            if (before > position) {
                gap(before);
            }
        }
    }

    final String path(String rest) {
        return "/v1/channels/" + place.channel() + rest;
    }

    final String after() {
        return "after=" + epoch + ":" + position;
    }

    final boolean isDone() {
        return position == place.messages();
    }

    final void took(long offset, String data) {
        offsets.add(offset);
        position = offset;
        // A message may arrive before its publisher has the answer.
        String known = place.published().getOrDefault(offset, data);
        assertThat(data).as("%s at %d", this, offset).isEqualTo(known);
    }

    final void tookNext(String data) {
        took(position + 1, data);
    }

    /** The server said that what comes next follows this offset, and that something is missing before. */
    final void gap(long offset) {
        announced.add(offset);
        position = offset;
    }

    final void took(JsonNode message) {
        took(message.get("offset").asLong(), message.get("data").asString());
    }

    final void assertStartsAt(String cursor) {
        assertThat(cursor).as("%s", this).isEqualTo(epoch + ":" + position);
    }

    List<Long> offsets() {
        return offsets;
    }

    int gaps() {
        return announced.size();
    }

    void assertNothingWasLostInSilence(long last) {
        long expected = 1;
        for (long offset : offsets) {
            if (offset != expected) {
                assertThat(offset).as("%s goes back", this).isGreaterThan(expected);
                assertThat(announced)
                        .as("%s goes from %d to %d", this, expected - 1, offset)
                        .contains(offset - 1);
            }
            expected = offset + 1;
        }
        assertThat(expected - 1).as("%s ends with the last", this).isEqualTo(last);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " on " + model.text();
    }

    private static final class OfEvents extends Visitor {
        OfEvents(int number, Place place, Random random) {
            super(number, place, random);
        }

        @Override
        void visit(RawConnection connection, int atMost) {
            EventClient events = new EventClient(connection, Contract.streamRequest(path("/events?" + after())));
            String start = id(events.event());
            for (int i = 0; i < atMost && !isDone(); i++) {
                String event = events.event();
                String id = id(event);
                long offset = Long.parseLong(id.substring(id.indexOf(':') + 1));
                String rest = event.substring(event.indexOf('\n') + 1);
                if (rest.startsWith("event: gap\n")) {
                    assertThat(id).isEqualTo(start);
                    gap(offset);
                } else {
                    if (i == 0) {
                        assertStartsAt(start);
                    }
                    took(offset, rest.strip().substring("data: ".length()));
                }
            }
        }

        private static String id(String event) {
            return event.substring("id: ".length(), event.indexOf('\n'));
        }
    }

    private static final class OfLines extends Visitor {
        OfLines(int number, Place place, Random random) {
            super(number, place, random);
        }

        @Override
        void visit(RawConnection connection, int atMost) {
            EventClient lines = new EventClient(
                    connection, Contract.streamRequest(path("/events?" + after()), "Accept: application/x-ndjson"));
            for (int i = 0; i < atMost && !isDone(); i++) {
                JsonNode line = JSON.readTree(lines.line());
                if (line.path("event").asString("").equals("gap")) {
                    gap(line.get("offset").asLong());
                } else {
                    took(line);
                }
            }
        }
    }

    /** Frames have no offsets, so it counts; and where it cannot go on it begins anew from the channel's state. */
    private static final class OfFrames extends Visitor {
        OfFrames(int number, Place place, Random random) {
            super(number, place, random);
        }

        @Override
        void visit(RawConnection connection, int atMost) {
            RawWebSocket socket = new RawWebSocket(connection, path("/ws?" + after()));
            for (int i = 0; i < atMost && !isDone(); i++) {
                RawWebSocket.Received frame = socket.read();
                if (frame.opcode() == dev.tandem.core.websocket.Frame.TEXT) {
                    tookNext(frame.text());
                } else {
                    assertThat(frame.closeCode()).isEqualTo(4410);
                    assertThat(i).as("a gap is told before anything else").isZero();
                    synchronizeWithState();
                    return;
                }
            }
        }
    }

    private static final class OfEnvelopes extends Visitor {
        OfEnvelopes(int number, Place place, Random random) {
            super(number, place, random);
        }

        @Override
        void visit(RawConnection connection, int atMost) {
            RawWebSocket socket = new RawWebSocket(connection, path("/ws?format=envelope&" + after()));
            JsonNode subscribed = JSON.readTree(socket.readText());
            if (!subscribed.get("recovered").asBoolean()) {
                gap(subscribed.get("offset").asLong());
            }
            for (int i = 0; i < atMost && !isDone(); i++) {
                took(JSON.readTree(socket.readText()));
            }
        }
    }

    private static final class OfPages extends Visitor {
        OfPages(int number, Place place, Random random) {
            super(number, place, random);
        }

        @Override
        void visit(RawConnection connection, int atMost) {
            for (int i = 0; i < atMost && !isDone(); i++) {
                connection.send("GET " + path("/messages?wait=1m&limit=7&" + after()) + " HTTP/1.1\r\nHost: a\r\n\r\n");
                Reply page = connection.reply();
                JsonNode messages = page.json().get("messages");
                if (!page.json().get("recovered").asBoolean()) {
                    gap(
                            messages.isEmpty()
                                    ? page.offset()
                                    : messages.get(0).get("offset").asLong() - 1);
                }
                messages.forEach(this::took);
                assertThat(page.cursor())
                        .isEqualTo(page.epoch() + ":" + offsets().getLast());
            }
        }
    }
}
