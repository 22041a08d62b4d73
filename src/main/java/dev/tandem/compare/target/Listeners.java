package dev.tandem.compare.target;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which processes listen on a port of this machine, as Linux tells in {@code /proc}. */
final class Listeners {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEX = 16;
    private static final int HTTP = 80;

    private Listeners() {}

    /** Several share a listener where one has forked the others; none, if it is elsewhere or belongs to another user. */
    static List<ProcessHandle> processesAt(URI url) {
        if (url.getHost() == null || !isHere(url.getHost())) {
            return List.of();
        }
        Set<String> sockets = socketsAt(url.getHost(), url.getPort() < 0 ? HTTP : url.getPort());
        return sockets.isEmpty()
                ? List.of()
                : ProcessHandle.allProcesses()
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

    /** Those that listen on that very address, or else on any. */
    private static Set<String> socketsAt(String host, int port) {
        Set<String> exact = new HashSet<>();
        Set<String> any = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of(table), US_ASCII)) {
                InetAddress wanted = InetAddress.getByName(host);
                for (String line : lines.skip(1).toList()) {
                    String[] fields = line.strip().split("\\s+", -1);
                    String[] local = fields[LOCAL_ADDRESS].split(":", -1);
                    if (fields[STATE].equals(LISTENING) && Integer.parseInt(local[1], HEX) == port) {
                        InetAddress address = addressOf(local[0]);
                        Set<String> sockets = address.isAnyLocalAddress() ? any : exact;
                        if (sockets == any || address.equals(wanted)) {
                            sockets.add("socket:[" + fields[INODE] + "]");
                        }
                    }
                }
            } catch (IOException | UncheckedIOException notLinux) {
                // Then nothing is found.
            }
        }
        return exact.isEmpty() ? any : exact;
    }

    /** Words of 32 bits, each in the order of bytes that the machine has. */
    private static InetAddress addressOf(String hex) throws UnknownHostException {
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        ByteBuffer address = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        return InetAddress.getByAddress(address.array());
    }

    private static boolean hasOneOf(long pid, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return descriptors.anyMatch(descriptor -> sockets.contains(target(descriptor)));
        } catch (IOException | UncheckedIOException notOurs) {
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
