package dev.tandem.compare.analysis;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a server used in one run. Absent is what can't be known, because the process is not on this machine or not a JVM.
 *
 * @param cpuSeconds user and system time of the whole process, from the operating system
 * @param allocatedBytes on the Java heap, by all threads
 * @param gcSeconds spent in collections
 * @param compilationSeconds spent in compiling to machine code, all compilers together
 * @param threads of the operating system, at the end
 */
public record Usage(
        OptionalDouble cpuSeconds,
        OptionalLong allocatedBytes,
        OptionalDouble gcSeconds,
        OptionalDouble compilationSeconds,
        OptionalLong threads) {
    /** Nothing is known. */
    public static final Usage UNKNOWN = new Usage(
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty());
}
