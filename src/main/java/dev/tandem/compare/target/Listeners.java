package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Which processes listen on a port of this machine, as Linux tells in {@code /proc}. */
final class Listeners {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEX = 16;

    private Listeners() {}

    /** Several share a listener where one has forked the others; none, if it is elsewhere or belongs to another user. */
    static List<ProcessHandle> processesAt(URI url) {
        if (!isHere(url.getHost())) {
            return List.of();
        }
        Set<String> sockets = socketsOn(url.getPort());
        return ProcessHandle.allProcesses()
                .filter(process -> hasOneOf(process.pid(), sockets))
                .toList();
    }

    private static boolean isHere(String host) {
        try {
            InetAddress address = InetAddress.getByName(host);
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static Set<String> socketsOn(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table), US_ASCII)) {
                lines.skip(1)
                        .map(line -> line.strip().split("\\s+", -1))
                        .filter(fields -> fields[STATE].equals(LISTENING) && portOf(fields[LOCAL_ADDRESS]) == port)
                        .forEach(fields -> sockets.add("socket:[" + fields[INODE] + "]"));
            } catch (IOException notLinux) {
                // Then nothing is found.
            }
        }
        return sockets;
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1).toUpperCase(Locale.ROOT), HEX);
    }

    private static boolean hasOneOf(long pid, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
