package dev.tandem.core.api;

import dev.tandem.core.channel.Transport;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses between the two forms of a stream by the {@code Accept} field (RFC 9110, 12.5.1). */
final class Accept {
    private static final Pattern QUALITY = Pattern.compile(";\\s*q=([01](?:\\.[0-9]{0,3})?)\\s*(?:;|$)");

    private Accept() {}

    /**
     * The transport that the client likes best; an event stream where it has no preference.
     *
     * @throws dev.tandem.core.problem.ProblemException {@code accept_unsupported} if it takes neither
     */
    static Transport choose(Optional<String> accept) {
        if (accept.isEmpty() || accept.get().isBlank()) {
            return Transport.SSE;
        }
        double sse = quality(accept.get(), "text", "event-stream");
        double ndjson = quality(accept.get(), "application", "x-ndjson");
        if (sse <= 0 && ndjson <= 0) {
            throw Problem.invalid(
                            ProblemCode.ACCEPT_UNSUPPORTED,
                            "Accept",
                            accept.get(),
                            "text/event-stream or application/x-ndjson")
                    .asException();
        }
        return sse >= ndjson ? Transport.SSE : Transport.NDJSON;
    }

    /** The quality of the most specific range that matches. */
    private static double quality(String accept, String type, String subtype) {
        double quality = 0;
        int specificity = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            int end = range.indexOf(';');
            String name = (end < 0 ? range : range.substring(0, end)).strip();
            int matched =
                    name.equals(type + "/" + subtype) ? 3 : name.equals(type + "/*") ? 2 : name.equals("*/*") ? 1 : 0;
            if (matched > specificity) {
                specificity = matched;
                Matcher q = QUALITY.matcher(range);
                quality = q.find() ? Double.parseDouble(q.group(1)) : 1;
            }
        }
        return quality;
    }
}
