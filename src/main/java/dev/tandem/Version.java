package dev.tandem;

import java.util.Objects;

/** The version of this build, from the jar's manifest. */
final class Version {
    private Version() {}

    /** For example {@code 0.1.0}; {@code development} where the classes do not come from a jar. */
    static String current() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");
    }
}
