package dev.tandem.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "*                       | true  | true",
                "\"a\"                   | true  | true",
                "\"b\"                   | false | false",
                "\"\"                    | false | false",
                "W/\"a\"                 | false | true",
                "\"b\", \"a\"            | true  | true",
                "\"b\",W/\"a\"           | false | true",
                "W/\"a\", \"a\"          | true  | true",
                ", ,\"a\" ,              | true  | true",
                "\"b\"\t,\t\"a\"         | true  | true",
                "\"x,y\", \"a\"          | true  | true",
                "\"x,\"\"a\",\"a\"       | fail  | fail",
                "\"A\"                   | false | false",
                "\"\u00e4!#~\", \"a\"    | true  | true",
            })
    void aListMatchesAsItsTagsDo(String field, String strongly, String weakly) {
        if (strongly.equals("fail")) {
            assertThatThrownBy(() -> tags(field)).hasMessageStartingWith("etag_invalid");
            return;
        }
        assertThat(tags(field).matchStrongly("\"a\"")).isEqualTo(Boolean.parseBoolean(strongly));
        assertThat(tags(field).matchWeakly("\"a\"")).isEqualTo(Boolean.parseBoolean(weakly));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "a",
                "\"a",
                "a\"",
                "\"a\"\"b\"",
                "\"a\" \"b\"",
                "w/\"a\"",
                "W/a",
                "W/ \"a\"",
                "W/*",
                "*, \"a\"",
                "\"a\", *",
                "**",
                "\"a b\"",
                "\"a\\\"b\"",
                "\"\u007f\"",
                "\"a\";q=1",
                "'a'"
            })
    void whatIsNoListIsRefused(String field) {
        assertThatThrownBy(() -> tags(field))
                .hasMessageStartingWith("etag_invalid: If-Match: ")
                .hasMessageEndingWith("(expected: * or a list of entity tags (RFC 9110, 8.8.3))");
    }

    @Test
    void aLongFieldIsReadInNoTime() {
        String nearly = "\t ".repeat(8_000) + "\"a\"" + ", ".repeat(8_000);
        assertThat(tags(nearly).matchStrongly("\"a\"")).isTrue();
        assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThatThrownBy(() -> tags(nearly + "x")).hasMessageStartingWith("etag_invalid"));
    }

    private static EntityTags tags(String value) {
        return EntityTags.of(
                        new RequestHead() {
                            @Override
                            public String method() {
                                return "GET";
                            }

                            @Override
                            public String rawPath() {
                                return "/";
                            }

                            @Override
                            public Optional<String> rawQuery() {
                                return Optional.empty();
                            }

                            @Override
                            public Optional<String> header(String name) {
                                return Optional.of(value);
                            }
                        },
                        "If-Match")
                .orElseThrow();
    }
}
