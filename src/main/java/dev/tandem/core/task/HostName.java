package dev.tandem.core.task;

import java.util.regex.Pattern;

/**
 * What may be looked up. Only ASCII: how an international name is to be read is for whoever writes it, who can write its
 * A-labels, {@code xn--bcher-kva.example} (RFC 5890); then no library of ours has an opinion of its own.
 */
public final class HostName {
    /** A name (RFC 1035, 2.3.4), with the underscores that are in use; its last label is no number (RFC 3696, 2). */
    private static final Pattern TEXT = Pattern.compile(
            "(?=.{1,254}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.)*(?![0-9]+\\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?");

    private HostName() {}

    /** Whether that is one. */
    public static boolean matches(String text) {
        return TEXT.matcher(text).matches();
    }
}
