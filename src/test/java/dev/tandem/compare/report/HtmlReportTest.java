package dev.tandem.compare.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tandem.compare.run.Result;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final Report REPORT = SampleReport.of("event-loop", "virtual-thread");
    private static final String PAGE = HtmlReport.of(REPORT);

    @Test
    void isWellFormed_evenAsXml() throws Exception {
        assertThat(parsed(PAGE).getDocumentElement().getTagName()).isEqualTo("html");
    }

    @Test
    void loadsNothingAndRunsNothing() {
        String urls = HtmlReport.of(SampleReport.of("http://127.0.0.1:8080", "https://tandem.example"));

        assertThat(urls)
                .doesNotContainPattern("(?i)(src|href|action|data|poster|xlink:href)\\s*=\\s*[\"'](?!#)")
                .doesNotContainPattern("(?i)@import|url\\(|<script|<link|<iframe|<object|<embed|javascript:|\\son\\w+=")
                .contains("default-src 'none'");
        assertThat(PAGE).doesNotContain("http://", "https://");
    }

    @Test
    void whatComesFromOutsideIsText() throws Exception {
        String evil =
                "</title></style><script>alert(1)</script><img src=x onerror='a'>\" onload=\"b&amp;\u0000\u001b\ud800";
        Report report = REPORT;
        String page = HtmlReport.of(new Report(
                evil,
                report.begun(),
                report.ended(),
                evil,
                Map.of(evil, evil),
                new Report.Party(evil, Map.of(evil, evil)),
                new Report.Party("b", Map.of()),
                List.of(evil),
                report.results()));

        Document document = parsed(page);
        assertThat(page).doesNotContain("<script", "<img", "\u0000", "\u001b");
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("title").item(0).getTextContent())
                .startsWith("</title></style><script>alert(1)</script>");
        assertThat(elements(document, "*")).noneMatch(element -> element.hasAttribute("onload"));
    }

    @Test
    void everyScenarioCaveatAndVoidRunIsThere() throws Exception {
        String text = parsed(PAGE).getDocumentElement().getTextContent();

        assertThat(REPORT.results())
                .allSatisfy(result -> assertThat(text)
                        .contains(result.scenario().name(), result.scenario().title()));
        assertThat(REPORT.caveats()).allSatisfy(caveat -> assertThat(text).contains(caveat));
        assertThat(text)
                .contains("echo, pair 3, event-loop: " + SampleReport.LATE)
                .contains("fetch, pair 3, event-loop: " + SampleReport.LATE)
                .contains("fetch, pair 3, event-loop: " + SampleReport.DIED)
                .contains("This scenario says nothing. " + SampleReport.DIED);
    }

    @Test
    void everyJudgedComparisonIsThereInWords() throws Exception {
        String text = parsed(PAGE).getDocumentElement().getTextContent();
        var sentences = new Sentences(REPORT);

        assertThat(REPORT.results().stream()
                        .filter(Result::isValid)
                        .flatMap(result -> result.comparisons().stream())
                        .filter(comparison -> comparison.metric().isJudged()))
                .isNotEmpty()
                .allSatisfy(comparison -> assertThat(text).contains(sentences.of(comparison)));
    }

    @Test
    void ofAScenarioThatIsNotValidNoNumbersAreCompared() {
        assertThat(REPORT.results())
                .filteredOn(result -> !result.isValid())
                .allSatisfy(result -> assertThat(result.comparisons())
                        .anyMatch(comparison -> comparison.favours().isPresent()));
        assertThat(PAGE).contains("Numbers of echo", "Runs of fetch").doesNotContain("Numbers of fetch");
    }

    @Test
    void theCircumstancesAreThere_andWhatDiffersIsMarked() throws Exception {
        Document document = parsed(PAGE);
        String text = document.getDocumentElement().getTextContent();

        assertThat(text).contains(REPORT.command());
        assertThat(REPORT.environment())
                .allSatisfy((name, value) -> assertThat(text).contains(name, value));
        assertThat(elements(document, "tr").stream()
                        .filter(row -> row.getAttribute("class").equals("differs"))
                        .map(Element::getTextContent))
                .containsExactly("tandem.modelsevent-loopvirtual-threaddiffers", "threads2 event loops—differs");
    }

    @Test
    void eachKindOfPictureIsThere() {
        assertThat(PAGE)
                .contains("Latency by percentile, echo", "Throughput against load, echo", "Latency against load, echo")
                .contains("Heap over connections, idle", "Resident memory over connections, idle")
                .contains("Interval of latency p99");
    }

    @Test
    void everyPictureSaysWhatItShows_orIsHidden() throws Exception {
        Document document = parsed(PAGE);
        Set<String> ids = new HashSet<>();
        elements(document, "*").stream()
                .map(element -> element.getAttribute("id"))
                .filter(id -> !id.isEmpty())
                .forEach(id -> assertThat(ids.add(id)).as(id).isTrue());

        assertThat(elements(document, "svg")).isNotEmpty().allSatisfy(svg -> {
            if (!svg.getAttribute("aria-hidden").equals("true")) {
                assertThat(svg.getAttribute("role")).isEqualTo("img");
                assertThat(Pattern.compile(" ").splitAsStream(svg.getAttribute("aria-labelledby")))
                        .hasSize(2)
                        .allMatch(ids::contains);
            }
        });
        assertThat(elements(document, "a"))
                .allMatch(link -> ids.contains(link.getAttribute("href").substring(1)));
    }

    @Test
    void everyTableHasATitleAndHeads() throws Exception {
        Document document = parsed(PAGE);

        assertThat(elements(document, "table"))
                .isNotEmpty()
                .allSatisfy(table -> assertThat(
                                table.getElementsByTagName("caption").getLength())
                        .isOne());
        assertThat(elements(document, "th"))
                .isNotEmpty()
                .allMatch(head -> !head.getAttribute("scope").isEmpty());
    }

    @Test
    void noNumberInAPictureIsNone() {
        assertThat(PAGE).doesNotContain("NaN", "Infinity");
    }

    @Test
    void rulesThatWouldHaveToBeEscapedAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> dev.tandem.compare.report.Element.style("a { b: '<' }"));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));
    }
}
