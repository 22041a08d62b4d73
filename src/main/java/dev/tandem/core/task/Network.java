package dev.tandem.core.task;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A range of addresses, {@code 10.0.0.0/8} (RFC 4632).
 *
 * @param address any address of the range
 * @param prefix how many of its leading bits all have in common
 */
public record Network(InetAddress address, int prefix) {

    /** Reads a range; empty if it is none. A single address is a range of one. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int bits = address.getAddress().length * Byte.SIZE;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix < 0 || prefix > bits ? Optional.empty() : Optional.of(new Network(address, prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }

    boolean contains(InetAddress other) {
        byte[] mine = address.getAddress();
        byte[] theirs = other.getAddress();
        if (mine.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((mine[bit / Byte.SIZE] & mask) != (theirs[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }
}
