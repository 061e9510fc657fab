package io.octopool.github.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.octopool.github.request.RequestQuery.Parameter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestQueryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "labels[]",
                "a=b",
                "a&b",
                "ä",
                "\u212A",
                "a\n",
                "token",
                "access_token",
                "Client_Secret",
                "PASSWORD",
                "passwd",
                "api_key",
                "apikey",
                "access_key",
                "private_key",
                "x-token-y"
            })
    void refusesTheName(String name) {
        assertThatExceptionOfType(InvalidRequest.class)
                .isThrownBy(() -> Parameter.one(name, "x"))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo("invalid_query"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\tb", "a\nb", "\0", "\u007f", "\ud800", "x\udc00"})
    void refusesTheValue(String value) {
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> Parameter.many("q", List.of("ok", value)));
    }

    @Test
    void isFormEncodedInTheCallersOrder() {
        RequestQuery query = new RequestQuery(List.of(
                Parameter.one("Per_Page", "100"),
                Parameter.one("q", "repo:o/r a+b & ü 😀"),
                Parameter.many("labels", List.of("b", "a", "b")),
                Parameter.many("none", List.of()),
                Parameter.one("empty", "")));
        assertThat(query.encoded())
                .isEqualTo(
                        "Per_Page=100&q=repo%3Ao%2Fr+a%2Bb+%26+%C3%BC+%F0%9F%98%80&labels=b&labels=a&labels=b&empty=");
        assertThat(RequestQuery.NONE.encoded()).isEmpty();
    }

    @Test
    void readsValues() {
        RequestQuery query = new RequestQuery(List.of(
                Parameter.one("ref", "main"),
                Parameter.many("sort", List.of("a", "b")),
                Parameter.many("x", List.of())));
        assertThat(query.single("ref")).contains("main");
        assertThat(query.single("sort")).isEmpty();
        assertThat(query.last("sort")).contains("b");
        assertThat(query.last("x")).isEmpty();
        assertThat(query.has("x")).isTrue();
        assertThat(query.has("y")).isFalse();
    }

    @Test
    void refusesOneNameTwice() {
        List<Parameter> twice = List.of(Parameter.one("a", "1"), Parameter.one("a", "2"));
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> new RequestQuery(twice));
    }

    @Test
    void isCapped() {
        List<Parameter> many = List.of(Parameter.many("a", Collections.nCopies(65, "x")));
        List<Parameter> lengthy = List.of(Parameter.one("a", "x".repeat(8_192)));
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> new RequestQuery(many));
        assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> new RequestQuery(lengthy));
    }
}
