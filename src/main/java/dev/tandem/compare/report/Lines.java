package dev.tandem.compare.report;

/** Text for a terminal of 100 columns. What would tell the terminal to do something becomes a space. */
final class Lines {
    static final int WIDTH = 100;

    private final StringBuilder text = new StringBuilder();

    /** A line that is as wide as it is. */
    Lines line(String line) {
        text.append(line.replaceAll("[\\p{Cc}\\p{Cf}]", " ").stripTrailing()).append('\n');
        return this;
    }

    Lines empty() {
        return line("");
    }

    /** Text of any length, broken between words; a word that is too long is broken in itself. */
    Lines wrapped(String indent, String paragraph) {
        return wrapped(indent, indent, paragraph);
    }

    /** The same with a first line that begins otherwise. */
    Lines wrapped(String first, String indent, String paragraph) {
        var line = new StringBuilder(first);
        int bare = line.length();
        for (String word : paragraph.strip().split("\\s+", -1)) {
            String rest = word;
            while (line.length() + (line.length() == bare ? 0 : 1) + rest.length() > WIDTH) {
                if (line.length() == bare) {
                    int fits = WIDTH - bare;
                    line(line + rest.substring(0, fits));
                    rest = rest.substring(fits);
                } else {
                    line(line.toString());
                }
                line = new StringBuilder(indent);
                bare = line.length();
            }
            line.append(line.length() == bare ? "" : " ").append(rest);
        }
        return line(line.toString());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
