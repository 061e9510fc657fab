package io.octopool.github.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.octopool.github.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyDecoderTest {

    private static final String JSON = "application/json; charset=utf-8";

    @Test
    void readsNoBytesAsNoBody() {
        Body body = Body.decode(JSON, Bytes.EMPTY);
        assertThat(body.encoding().wireName()).isEqualTo("text");
        assertThat(body.json().text()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "0",
                "\"x\"",
                "-1.50e+10",
                " {\"a\" : 1.0 } \r\n\t",
                "{\"a\":123456789012345678901234567890}",
                "{\"2\":1,\"1\":2,\"1\":3}",
                "\"\\u00e4ä/\\/\\ud800\"",
                "[1,[2,[3]]]",
                "\"\u007f\u2028\""
            })
    void keepsJsonAsItCame(String json) {
        Bytes sent = Bytes.utf8(json);
        Body body = Body.decode(JSON, sent);
        assertThat(body.encoding()).isEqualTo(Encoding.JSON);
        assertThat(body.json()).isSameAs(sent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}{}",
                "{} {}",
                "1 2",
                "[1,]",
                "{\"a\":1,}",
                "{'a':1}",
                "{a:1}",
                "01",
                "+1",
                ".5",
                "1.",
                "NaN",
                "Infinity",
                "tru",
                "nulll",
                "// c\n{}",
                "{}x",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"open",
                "[1 2]",
                " ",
                "\u00a0{}",
                "{\"a\"}",
                "{\"a\":}"
            })
    void readsWhatIsNotOneJsonValueAsText(String text) throws Exception {
        Body body = Body.decode(JSON, Bytes.utf8(text));
        assertThat(body.encoding()).isEqualTo(Encoding.TEXT);
        assertThat(new ObjectMapper().readValue(body.json().shared(), String.class))
                .isEqualTo(text);
    }

    @Test
    void readsJsonOfOtherTypesAsText() {
        assertThat(Body.decode("text/plain", Bytes.utf8("{}")).encoding()).isEqualTo(Encoding.TEXT);
        assertThat(Body.decode("application/vnd.github.raw+json", Bytes.utf8("{}"))
                        .encoding())
                .isEqualTo(Encoding.TEXT);
        assertThat(Body.decode("", Bytes.utf8("{}")).encoding()).isEqualTo(Encoding.TEXT);
        assertThat(Body.decode("Application/JSON", Bytes.utf8("{}")).encoding()).isEqualTo(Encoding.JSON);
    }

    @Test
    void hasNoLimitOnDepthOrLength() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String lengthyNumber = "9".repeat(50_000);
        String lengthyName = "{\"" + "n".repeat(200_000) + "\":\"" + "v".repeat(100_000) + "\"}";
        for (String json : new String[] {deep, lengthyNumber, lengthyName}) {
            assertThat(Body.decode(JSON, Bytes.utf8(json)).encoding()).isEqualTo(Encoding.JSON);
        }
    }

    @Test
    void takesTheByteOrderMarkOffJsonAndLeavesItOnText() {
        assertThat(Body.decode(JSON, Bytes.utf8("\ufeff{}")).json().text()).isEqualTo("{}");
        assertThat(Body.decode("text/plain", Bytes.utf8("\ufeffx")).json().text())
                .isEqualTo("\"\ufeffx\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ff               | /w==",
                "c3               | ww==",
                "61c328           | YcMo",
                "c080             | wIA=",
                "eda080           | 7aCA",
                "f4908080         | 9JCAgA==",
                "6100             | YQA=",
                "fffe610062       | //5hAGI=",
            })
    void readsWhatIsNotTextAsBase64(String hex, String base64) {
        Body body = Body.decode("text/plain", Bytes.owning(HexFormat.of().parseHex(hex)));
        assertThat(body).isEqualTo(new Body(Encoding.BASE64, Bytes.utf8('"' + base64 + '"')));
    }

    @Test
    void looksForZeroBytesInTheFirstKibibyteOnly() {
        byte[] text = "a".repeat(2_000).getBytes(StandardCharsets.UTF_8);
        text[1_024] = 0;
        assertThat(Body.decode("text/plain", Bytes.copyOf(text)).encoding()).isEqualTo(Encoding.TEXT);
        text[1_023] = 0;
        assertThat(Body.decode("text/plain", Bytes.copyOf(text)).encoding()).isEqualTo(Encoding.BASE64);
    }

    @Test
    void takesNoOtherEncodingForJson() {
        for (byte[] json : new byte[][] {
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16BE),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_16)
        }) {
            assertThat(Body.decode(JSON, Bytes.owning(json)).encoding()).isEqualTo(Encoding.BASE64);
        }
    }

    /** Declared JSON is sanitised even when a byte of it is damaged, so it must not pass as base64. */
    @Test
    void repairsInvalidUtf8InDeclaredJson() {
        byte[] json = "{\"a\":\"x\"}".getBytes(StandardCharsets.UTF_8);
        json[6] = (byte) 0xFF;
        Body body = Body.decode(JSON, Bytes.owning(json));
        assertThat(body.encoding()).isEqualTo(Encoding.JSON);
        assertThat(body.json().text()).isEqualTo("{\"a\":\"\ufffd\"}");
    }

    @Test
    void escapesTextMinimally() {
        assertThat(Body.decode("", Bytes.utf8("a\"b\\c/d\n\r\t\b\f\u0001\u001f\u007fäé😀\u2028"))
                        .json()
                        .text())
                .isEqualTo("\"a\\\"b\\\\c/d\\n\\r\\t\\b\\f\\u0001\\u001f\u007fäé😀\u2028\"");
    }

    @Test
    void bringsBackWhatWasSent() throws Exception {
        Random random = new Random(11);
        ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < 5_000; i++) {
            byte[] sent = new byte[random.nextInt(40) + 1];
            random.nextBytes(sent);
            if (random.nextBoolean()) {
                for (int at = 0; at < sent.length; at++) {
                    sent[at] &= 0x7F;
                }
            }
            Body body = Body.decode("text/plain", Bytes.copyOf(sent));
            String value = mapper.readValue(body.json().shared(), String.class);
            byte[] back = body.encoding() == Encoding.TEXT
                    ? value.getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(value);
            assertThat(back).isEqualTo(sent);
            boolean utf8 =
                    Arrays.equals(new String(sent, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), sent);
            boolean zero = new String(sent, StandardCharsets.ISO_8859_1).indexOf(0) >= 0;
            assertThat(body.encoding()).isEqualTo(utf8 && !zero ? Encoding.TEXT : Encoding.BASE64);
        }
    }
}
