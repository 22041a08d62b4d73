package dev.tandem.compare.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of a page, with a head and a title to each row, in a frame that scrolls if it is too wide. */
final class Table {
    private final String caption;
    private final List<Element> head = new ArrayList<>();
    private final List<Element> rows = new ArrayList<>();
    private String style = "";

    /** @param caption what it tells, for those who don't see what it stands under */
    Table(String caption) {
        this.caption = caption;
    }

    Table style(String name) {
        style = name;
        return this;
    }

    /** @param titles text, or elements that are put into the cells */
    Table head(Object... titles) {
        for (Object title : titles) {
            head.add(Element.of("th", title).with("scope", "col"));
        }
        return this;
    }

    /** @param cells text, elements that are put into cells, or cells */
    Element row(Object title, Object... cells) {
        Element row = Element.of("tr", Element.of("th", title).with("scope", "row"));
        Arrays.stream(cells).map(Table::cell).forEach(row::add);
        rows.add(row);
        return row;
    }

    /** A row of nothing but a text, that belongs to the one before. */
    Element note(String text, int cells) {
        Element row = Element.of(
                "tr",
                Element.of("td"),
                Element.of("td", text).with("colspan", cells).with("class", "text"));
        rows.add(row);
        return row;
    }

    private static Element cell(Object content) {
        return content instanceof Element element && element.is("td") ? element : Element.of("td", content);
    }

    Element element() {
        return Element.of(
                        "div",
                        Element.of(
                                        "table",
                                        Element.of("caption", caption),
                                        Element.of("thead", Element.of("tr", head)),
                                        Element.of("tbody", rows))
                                .with("class", style))
                .with("class", "scrolls")
                .with("tabindex", 0)
                .with("role", "region")
                .with("aria-label", caption);
    }
}
