package dev.tandem;

/** The command line. */
public final class Tandem {
    private Tandem() {}

    public static void main(String[] arguments) {
        TandemServer server = TandemServer.start(context -> {}, arguments);
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "tandem-shutdown"));
    }
}
