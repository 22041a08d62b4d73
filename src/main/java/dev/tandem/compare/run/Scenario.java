package dev.tandem.compare.run;

import dev.tandem.compare.load.Request;
import dev.tandem.compare.load.Transport;
import java.util.List;
import java.util.OptionalDouble;

/** Some work that both sides are given, in so many words. */
public sealed interface Scenario {
    /** As it is named on the command line, for example {@code fanout-ws}. */
    String name();

    /** What it is about, in a few words. */
    String title();

    /** The most connections that it has open at a time. */
    int connections();

    /** How many of them there are for requests; one that is due when all are busy waits. */
    default int requestConnections() {
        return connections();
    }

    /** A request or several, again and again. */
    sealed interface Requesting extends Scenario {
        List<Request> mix();

        /** So many a second; absent for half of what the slower side can do. */
        OptionalDouble rate();
    }

    /** At a rate that both can bear. */
    record Requests(String name, String title, int connections, List<Request> mix, OptionalDouble rate)
            implements Requesting {}

    /** At half of what is possible, then at one and a half of it, then at half again. */
    record Overload(String name, String title, int connections, List<Request> mix) implements Requesting {
        @Override
        public OptionalDouble rate() {
            return OptionalDouble.empty();
        }
    }

    /**
     * Messages that go out to many.
     *
     * @param subscribers how many receive, the dead ones not among them
     * @param dead how many have subscribed and read nothing
     * @param messages how many are published each second
     * @param bytes of each message
     * @param publish where; posted to
     * @param subscribe where
     */
    record FanOut(
            String name,
            String title,
            Transport transport,
            int subscribers,
            int dead,
            double messages,
            int bytes,
            String publish,
            String subscribe)
            implements Scenario {
        private static final int PUBLISHING = 16;

        @Override
        public int connections() {
            return subscribers + dead + PUBLISHING;
        }

        @Override
        public int requestConnections() {
            return PUBLISHING;
        }
    }

    /**
     * Connections on which nothing happens.
     *
     * @param counts how many, growing
     */
    record Idle(String name, String title, List<Integer> counts, String subscribe) implements Scenario {
        @Override
        public int connections() {
            return counts.getLast();
        }
    }
}
