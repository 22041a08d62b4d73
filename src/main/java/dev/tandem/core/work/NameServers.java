package dev.tandem.core.work;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The DNS servers of this system. */
public final class NameServers {
    private static final Path FILE = Path.of("/etc/resolv.conf");
    private static final int PORT = 53;

    private NameServers() {}

    /** The configured ones, or else the system's (resolv.conf(5)) as they are now. Reads a file. */
    public static List<InetSocketAddress> orOfSystem(List<InetSocketAddress> configured) {
        if (!configured.isEmpty()) {
            return configured;
        }
        List<InetSocketAddress> servers = read(FILE);
        return servers.isEmpty() ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT)) : servers;
    }

    static List<InetSocketAddress> read(Path file) {
        try {
            // Comments may be in any encoding; all else is ASCII.
            return Files.readAllLines(file, ISO_8859_1).stream()
                    .map(line -> line.strip().split("\\s+", 3))
                    .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                    .flatMap(words -> address(words[1]).stream())
                    .toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    private static Optional<InetSocketAddress> address(String text) {
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(text), PORT));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
