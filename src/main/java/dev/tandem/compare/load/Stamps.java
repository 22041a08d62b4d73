package dev.tandem.compare.load;

import io.netty.buffer.ByteBuf;
import java.util.function.IntUnaryOperator;

/** A time of the generator's own clock, in nanoseconds, as nineteen digits inside a message. */
final class Stamps {
    static final int LENGTH = Request.STAMP.length();
    private static final int TEN = 10;

    private Stamps() {}

    static void write(ByteBuf to, int index, long nanos) {
        long rest = nanos;
        for (int i = index + LENGTH - 1; i >= index; i--) {
            to.setByte(i, '0' + (int) (rest % TEN));
            rest /= TEN;
        }
    }

    /** Returns -1 if there are no nineteen digits. */
    static long read(ByteBuf from, int index) {
        return index + LENGTH > from.writerIndex() ? -1 : read(i -> from.getByte(index + i));
    }

    /** Returns -1 if there are no nineteen digits. */
    static long read(CharSequence from, int index) {
        return index + LENGTH > from.length() ? -1 : read(i -> from.charAt(index + i));
    }

    private static long read(IntUnaryOperator digits) {
        long nanos = 0;
        for (int i = 0; i < LENGTH; i++) {
            int digit = digits.applyAsInt(i) - '0';
            if (digit < 0 || digit >= TEN) {
                return -1;
            }
            nanos = nanos * TEN + digit;
        }
        return nanos;
    }
}
