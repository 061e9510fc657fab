package io.octopool.github.answer;

import io.octopool.github.Bytes;
import io.octopool.github.json.JsonSource;
import io.octopool.github.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * Server spec 9.6 with 17.2 item 6: what is not valid UTF-8 becomes base64 instead of damaged text, and text keeps its byte
 * order mark. JSON that is declared as such stays JSON even with invalid UTF-8 in it (repaired, as a client would read it), so
 * that it is sanitised like any other.
 */
final class BodyDecoder {

    private static final int BINARY_PROBE = 1_024;

    private BodyDecoder() {}

    static Body decode(String contentType, Bytes sent) {
        if (sent.isEmpty()) {
            return Body.NONE;
        }
        boolean utf8 = isUtf8(sent.shared());
        if (contentType.toLowerCase(Locale.ROOT).contains("application/json")) {
            Bytes json = JsonSource.withoutByteOrderMark(utf8 ? sent : Bytes.utf8(sent.text()));
            if (JsonSource.isOneValue(json)) {
                return new Body(Encoding.JSON, json);
            }
        }
        if (utf8 && !looksBinary(sent)) {
            return new Body(Encoding.TEXT, JsonText.literal(sent.shared()));
        }
        return new Body(Encoding.BASE64, Bytes.utf8('"' + Base64.getEncoder().encodeToString(sent.shared()) + '"'));
    }

    private static boolean looksBinary(Bytes sent) {
        for (int i = 0; i < Math.min(sent.length(), BINARY_PROBE); i++) {
            if (sent.at(i) == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUtf8(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(Math.min(bytes.length, 8_192) + 2);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isOverflow()) {
                return !result.isError();
            }
            out.clear();
        }
    }
}
