package dev.tandem.compare.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * Numbers as people read them: three significant digits, and the unit of a size that leaves few zeros. A KB is 1,000 bytes.
 */
final class Quantity {
    private static final int DIGITS = 3;
    private static final String EQUAL = "1.00";
    private static final double THOUSAND = 1e3;
    private static final String[] TIMES = {"ns", "µs", "ms", "s"};
    private static final String[] SIZES = {"bytes", "KB", "MB", "GB"};

    private Quantity() {}

    /** @param unit one of those in which metrics are told */
    static String of(double value, String unit) {
        return switch (unit) {
            case "ms" -> scaled(value * 1e6, TIMES);
            case "µs" -> scaled(value * 1e3, TIMES);
            case "bytes" -> scaled(value, SIZES);
            case "per s" -> number(value) + "/s";
            default -> unit.isEmpty() ? number(value) : number(value) + " " + unit;
        };
    }

    static String nanos(double nanos) {
        return scaled(nanos, TIMES);
    }

    static String bytes(double bytes) {
        return scaled(bytes, SIZES);
    }

    static String ratio(double ratio) {
        return number(ratio, DIGITS);
    }

    /** An end of an interval that says nothing about where it ends exactly if that is a thousandfold away. */
    static String end(double ratio) {
        if (ratio > THOUSAND) {
            return ">1,000";
        }
        return ratio < 1 / THOUSAND ? "<0.001" : ratio(ratio);
    }

    /** One of an interval that excludes equality: with a digit more where three would hide on which side of it it is. */
    static String endApart(double ratio) {
        return end(ratio).equals(EQUAL) ? String.format(Locale.ROOT, "%.4f", ratio) : end(ratio);
    }

    static String percent(double part) {
        return number(part * 100) + " %";
    }

    /** Whole numbers up to a thousand have no decimals, others have those that make three digits. */
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < THOUSAND
                ? Long.toString((long) value)
                : number(value, DIGITS);
    }

    private static String number(double value, int digits) {
        if (!Double.isFinite(value)) {
            return "?";
        }
        var rounded = new BigDecimal(value).round(new MathContext(digits));
        int exponent = rounded.precision() - rounded.scale() - 1;
        int decimals = rounded.signum() == 0 ? 0 : Math.max(0, digits - 1 - exponent);
        return String.format(Locale.ROOT, "%,." + decimals + "f", rounded);
    }

    private static String scaled(double value, String[] units) {
        int unit = 0;
        double scaled = value;
        while (unit < units.length - 1 && Math.abs(scaled) >= 999.5) {
            scaled /= THOUSAND;
            unit++;
        }
        return value == 0 && units == TIMES ? "0 ms" : number(scaled) + " " + units[unit];
    }
}
