package dev.tandem.compare.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of a page or of a picture in it. Whatever text and attributes come in is escaped on its way out, so that a page
 * is well-formed by construction, as HTML and as XML, and nothing that comes from outside is markup.
 */
final class Element {
    private static final Set<String> WITHOUT_END = Set.of("br", "col", "hr", "link", "meta");
    private static final Set<String> ON_A_LINE =
            Set.of("figure", "h1", "h2", "h3", "header", "li", "main", "p", "section", "svg", "table", "tr", "ul");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> content = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    /** @param content as {@link #add} takes it */
    static Element of(String name, Object... content) {
        return new Element(name).add(content);
    }

    /** Rules of style, which are not escaped in HTML and therefore may contain nothing that would have to be in XML. */
    static Element style(String rules) {
        if (rules.contains("<") || rules.contains("&")) {
            throw new IllegalArgumentException("rules with < or & (expected: none)");
        }
        return of("style", rules);
    }

    Element with(String attribute, Object value) {
        attributes.put(attribute, value.toString());
        return this;
    }

    /** Elements, lists of such, and anything else as text. */
    Element add(Object... more) {
        for (Object each : more) {
            if (each instanceof List<?> list) {
                content.addAll(list);
            } else {
                content.add(each);
            }
        }
        return this;
    }

    boolean is(String other) {
        return name.equals(other);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        writeTo(text);
        return text.toString();
    }

    void writeTo(StringBuilder text) {
        text.append('<').append(name);
        attributes.forEach((attribute, value) -> text.append(' ')
                .append(attribute)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        if (WITHOUT_END.contains(name)) {
            text.append("/>");
        } else {
            text.append('>');
            for (Object each : content) {
                if (each instanceof Element element) {
                    element.writeTo(text);
                } else {
                    text.append(name.equals("style") ? each.toString() : escaped(each.toString()));
                }
            }
            text.append("</").append(name).append('>');
        }
        if (ON_A_LINE.contains(name)) {
            text.append('\n');
        }
    }

    /** What no document may contain becomes the character that stands for it. */
    private static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isAllowed(point) ? point : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** XML 1.0, 2.2, and no control characters. */
    private static boolean isAllowed(int point) {
        return point == '\n'
                || point == '\t'
                || (point >= ' ' && point < 0x7F)
                || (point >= 0xA0 && point < 0xD800)
                || (point >= 0xE000 && point < 0xFFFE)
                || point >= 0x10000;
    }
}
