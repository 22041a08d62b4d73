package dev.tandem.console;

import java.net.InetAddress;
import java.util.Map;

/**
 * What the console is told.
 *
 * @param address the address to listen on
 * @param port the port to listen on; 0 lets the system choose
 * @param version of this build
 * @param configuration what the service runs with, each property by its name
 */
public record ConsoleSettings(InetAddress address, int port, String version, Map<String, String> configuration) {}
