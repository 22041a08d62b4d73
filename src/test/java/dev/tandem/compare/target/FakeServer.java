package dev.tandem.compare.target;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** A program that a test starts in a JVM of its own; it behaves as its last argument says. */
final class FakeServer {
    private static final int MEGABYTE = 1 << 20;
    private static final int PIECES = 64;

    private FakeServer() {}

    static List<String> command(String... options) {
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(options));
            command.addAll(List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    Path.of(FakeServer.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .toString(),
                    FakeServer.class.getName()));
            return command;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws InterruptedException, IOException {
        List<String> all = List.of(arguments);
        switch (all.getLast()) {
            case "--serve" -> serve(all);
            case "--stubborn" -> {
                // What a JVM is about to do before it ends.
                Runtime.getRuntime().addShutdownHook(new Thread(FakeServer::stay));
                serve(all);
            }
            case "--fail" -> {
                IntStream.rangeClosed(1, 50).forEach(line -> System.out.println("line " + line));
                System.err.println("no port is free");
                System.exit(1);
            }
            case "--crash" -> Runtime.getRuntime().halt(3);
            case "--hang" -> {
                System.out.println("nearly there");
                stay();
            }
            case "--elsewhere" -> {
                System.out.println("Tandem 1: console http://127.0.0.1:2, started in 3 ms");
                stay();
            }
            case "--allocate" -> allocate();
            default -> throw new IllegalArgumentException(all.toString());
        }
    }

    private static void serve(List<String> arguments) {
        System.out.println("arguments " + arguments);
        System.out.println("folder " + Path.of("").toAbsolutePath());
        System.out.println("Tandem 1: event-loop http://127.0.0.1:1, console http://127.0.0.1:2, started in 3 ms");
        stay();
    }

    private static void stay() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For each number that it reads, so many megabytes at once, which it keeps until the next number, and says so. */
    private static void allocate() throws IOException {
        List<byte[]> kept = new ArrayList<>();
        var in = new Scanner(System.in, StandardCharsets.UTF_8);
        System.out.println("ready");
        while (in.hasNextInt()) {
            kept.clear();
            int megabytes = in.nextInt();
            // In pieces that are not so large that a collector gives them regions of their own.
            for (int i = 0; i < megabytes * PIECES; i++) {
                kept.add(new byte[MEGABYTE / PIECES]);
            }
            System.out.println(
                    "allocated " + kept.stream().mapToInt(piece -> piece.length).sum() / MEGABYTE);
        }
    }
}
