package dev.tandem.compare.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** Where on an axis a value is, and which values are marked on it. */
sealed interface Scale {
    /** From 0 to 1 for values on the axis. */
    double position(double value);

    List<Tick> ticks();

    /** From zero to a round number that is not below the greatest value. */
    static Scale linear(double greatest, DoubleFunction<String> label) {
        double step = step(greatest / 4);
        return new Linear(step * Math.max(1, Math.ceil(greatest / step - 1e-9)), step, label);
    }

    /** Between powers of ten, or the halves and fifths of such. */
    static Scale logarithmic(double least, double greatest, DoubleFunction<String> label) {
        double low = 1 / step(1 / least);
        double high = step(greatest);
        return new Logarithmic(low, greatest <= low ? low * 10 : high, label);
    }

    /** Percentiles from 0 to one of so many nines: each nine has the same width. */
    static Scale nines(int nines) {
        return new Nines(nines);
    }

    /** The least of 1, 2 and 5 times a power of ten that is not below. */
    private static double step(double atLeast) {
        double power = atLeast > 0 ? Math.pow(10, Math.floor(Math.log10(atLeast))) : 1;
        for (double factor : new double[] {1, 2, 5}) {
            if (factor * power >= atLeast * (1 - 1e-9)) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    record Linear(double greatest, double step, DoubleFunction<String> label) implements Scale {
        @Override
        public double position(double value) {
            return value / greatest;
        }

        @Override
        public List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            for (int i = 0; i * step <= greatest * (1 + 1e-9); i++) {
                ticks.add(new Tick(i * step, i == 0 ? "0" : label.apply(i * step)));
            }
            return ticks;
        }
    }

    record Logarithmic(double least, double greatest, DoubleFunction<String> label) implements Scale {
        private static final double FEW = 2.2;

        @Override
        public double position(double value) {
            return Math.log(value / least) / Math.log(greatest / least);
        }

        /** Powers of ten, and what is between them if there are few of them. */
        @Override
        public List<Tick> ticks() {
            double[] factors = Math.log10(greatest / least) > FEW ? new double[] {1} : new double[] {1, 2, 5};
            List<Tick> ticks = new ArrayList<>();
            for (double power = Math.pow(10, Math.floor(Math.log10(least))); power <= greatest * 1.001; power *= 10) {
                for (double factor : factors) {
                    double value = factor * power;
                    if (value >= least * 0.999 && value <= greatest * 1.001) {
                        ticks.add(new Tick(value, label.apply(value)));
                    }
                }
            }
            return ticks;
        }
    }

    /** The axis of HdrHistogram's plots. Its values are numbers of nines: 2 is the percentile 99. */
    record Nines(int greatest) implements Scale {
        private static final double HALF = Math.log10(2);

        @Override
        public double position(double nines) {
            return nines / greatest;
        }

        @Override
        public List<Tick> ticks() {
            List<Tick> ticks = new ArrayList<>();
            ticks.add(new Tick(0, "0"));
            ticks.add(new Tick(HALF, "50"));
            for (int nines = 1; nines <= greatest; nines++) {
                ticks.add(new Tick(nines, percentile(nines)));
            }
            return ticks;
        }

        private static String percentile(int nines) {
            return String.format(Locale.ROOT, "%." + Math.max(0, nines - 2) + "f", 100 - 100 * Math.pow(10, -nines));
        }
    }
}
