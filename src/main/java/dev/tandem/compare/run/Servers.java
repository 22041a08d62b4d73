package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.target.LaunchedServer;
import dev.tandem.compare.target.RunningServer;
import dev.tandem.compare.target.Server;
import dev.tandem.routing.Route;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Where the server of a side comes from. */
public interface Servers {
    /** What a side is called. */
    String label(Side side);

    /** One for the next run, to be closed after it. */
    Server next(Side side);

    /** What has to be said of a comparison of such ones. */
    List<String> caveats(List<Scenario> scenarios);

    /** A fresh JVM for each run. */
    record Launched(List<String> command, String a, String b, List<String> properties) implements Servers {
        @Override
        public String label(Side side) {
            return side == Side.A ? a : b;
        }

        @Override
        public Server next(Side side) {
            return LaunchedServer.launch(command, label(side), properties);
        }

        @Override
        public List<String> caveats(List<Scenario> scenarios) {
            List<String> caveats = new ArrayList<>();
            caveats.add(
                    "The server, the generator, and the upstream where there is one, share the processors of this machine: what"
                            + " one of them takes the others lack. The server has to give way to the generator (nice), which"
                            + " is to be on time.");
            if (scenarios.stream().anyMatch(Launched::isBlocking)) {
                caveats.add(
                        "Where calls block, the event loop has a thread for each of tandem.work.blocking-threads at a time;"
                                + " virtual threads have no such limit.");
            }
            return caveats;
        }

        private static boolean isBlocking(Scenario scenario) {
            return scenario instanceof Scenario.Requesting requesting
                    && requesting.mix().stream()
                            .anyMatch(request -> request.path().startsWith(Route.CALL_BLOCKING.path()));
        }
    }

    /** Two that run already. */
    record Running(URI a, URI b) implements Servers {
        @Override
        public String label(Side side) {
            return (side == Side.A ? a : b).getRawAuthority();
        }

        @Override
        public Server next(Side side) {
            return new RunningServer(side == Side.A ? a : b);
        }

        @Override
        public List<String> caveats(List<Scenario> scenarios) {
            return List.of(
                    "Both services ran before, and while the other was measured: what they did before, and what they do"
                            + " while nobody asks them, is in the numbers. What limits they have is not known, unless a JVM tells.");
        }
    }
}
