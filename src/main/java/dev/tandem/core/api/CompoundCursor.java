package dev.tandem.core.api;

import dev.tandem.core.channel.ChannelName;
import dev.tandem.core.channel.StreamPosition;
import dev.tandem.core.problem.Problem;
import dev.tandem.core.problem.ProblemCode;
import dev.tandem.core.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The cursor of a stream of several channels: {@code a=epoch:offset,b=epoch:offset}, in any order. Where there is one
 * channel only, {@code epoch:offset} will do.
 */
final class CompoundCursor {
    private CompoundCursor() {}

    /**
     * Reads a cursor; a channel that it does not name is read from now on.
     *
     * @throws ProblemException {@code cursor_invalid}, also where it names a channel that is not among {@code channels}
     */
    static Map<ChannelName, StreamPosition> parse(String source, String text, List<ChannelName> channels) {
        if (channels.size() == 1 && text.indexOf('=') < 0) {
            return Map.of(channels.getFirst(), StreamPosition.parse(source, text));
        }
        Map<ChannelName, StreamPosition> positions = new HashMap<>();
        for (String entry : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            ChannelName channel = channels.stream()
                    .filter(name -> equals > 0 && name.text().equals(entry.substring(0, equals)))
                    .findFirst()
                    .orElseThrow(() -> invalid(source, text));
            StreamPosition position = StreamPosition.parse(source, entry.substring(equals + 1));
            if (positions.put(channel, position) != null) {
                throw invalid(source, text);
            }
        }
        return positions;
    }

    private static ProblemException invalid(String source, String text) {
        return Problem.invalid(
                        ProblemCode.CURSOR_INVALID,
                        source,
                        text,
                        "channel=epoch:offset,channel=epoch:offset of this stream's channels")
                .asException();
    }
}
