package dev.tandem.console;

import java.net.InetAddress;

/**
 * What the console is told.
 *
 * @param address the address to listen on
 * @param port the port to listen on; 0 lets the system choose
 * @param version of this build
 */
public record ConsoleSettings(InetAddress address, int port, String version) {}
