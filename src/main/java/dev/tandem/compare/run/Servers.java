package dev.tandem.compare.run;

import dev.tandem.compare.analysis.Side;
import dev.tandem.compare.target.LaunchedServer;
import dev.tandem.compare.target.RunningServer;
import dev.tandem.compare.target.Server;
import java.net.URI;
import java.util.List;

/** Where the server of a side comes from. */
public interface Servers {
    /** What a side is called. */
    String label(Side side);

    /** One for the next run, to be closed after it. */
    Server next(Side side);

    /** What has to be said of a comparison of such ones. */
    List<String> caveats();

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
        public List<String> caveats() {
            return List.of(
                    "The server, the generator and the upstream share the processors of this machine: what one of them takes the"
                            + " others lack.",
                    "In blocking, the event loop has a thread for each of tandem.work.blocking-threads calls at a time; virtual"
                            + " threads have no such limit.");
        }
    }

    /** Two that run already. */
    record Running(URI a, URI b) implements Servers {
        @Override
        public String label(Side side) {
            return (side == Side.A ? a : b).toString();
        }

        @Override
        public Server next(Side side) {
            return new RunningServer(side == Side.A ? a : b);
        }

        @Override
        public List<String> caveats() {
            return List.of(
                    "Both services ran before, and while the other was measured: what they did before, and what they do"
                            + " while nobody asks them, is in the numbers. What limits they have is not known, unless a JVM tells.");
        }
    }
}
