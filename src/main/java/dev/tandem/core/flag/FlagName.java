package dev.tandem.core.flag;

import dev.tandem.core.Names;
import dev.tandem.core.problem.ProblemCode;

/**
 * The name of a flag: 1 to 128 characters that need no escaping in a URL or JSON.
 *
 * @param text the name as it stands in the URL
 */
public record FlagName(String text) {
    private static final int MAX_LENGTH = 128;

    /** @throws dev.tandem.core.problem.ProblemException {@code flag_name_invalid} */
    public FlagName {
        Names.require("flag", text, MAX_LENGTH, ProblemCode.FLAG_NAME_INVALID);
    }

    @Override
    public String toString() {
        return text;
    }
}
