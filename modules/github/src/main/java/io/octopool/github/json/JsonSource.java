package io.octopool.github.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.octopool.github.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Streaming parsers for bytes that are in memory and valid UTF-8. Strict JSON, without any limit on depth or length: a limit
 * would make valid JSON look like something else, and what does not look like JSON is not sanitised. No other encoding is
 * guessed, so the parser's byte offsets are positions in the bytes.
 */
public final class JsonSource {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Reads from a parser. Its only {@link IOException}s are those of malformed JSON. */
    @FunctionalInterface
    public interface Reading<T> {
        T read(JsonParser parser) throws IOException;
    }

    /** The bytes are not JSON. Thrown for flow, without a stack trace. */
    public static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson() {
            super("not JSON", null, false, false);
        }
    }

    private JsonSource() {}

    /** What {@code reading} makes of the bytes; {@link NotJson} where it meets malformed JSON. */
    public static <T> T read(Bytes utf8, Reading<T> reading) throws NotJson {
        try (JsonParser parser = FACTORY.createParser(utf8.shared())) {
            return reading.read(parser);
        } catch (JsonParseException e) {
            throw new NotJson();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    /** Whether the bytes are exactly one JSON value, with or without whitespace around it. */
    public static boolean isOneValue(Bytes utf8) {
        try {
            return read(utf8, parser -> {
                int values = 0;
                while (parser.nextToken() != null) {
                    if (parser.getParsingContext().inRoot()) {
                        values++;
                    }
                }
                return values == 1;
            });
        } catch (NotJson e) {
            return false;
        }
    }

    /** The bytes without the byte order mark that may stand before a document and is no part of it. */
    public static Bytes withoutByteOrderMark(Bytes utf8) {
        byte[] all = utf8.shared();
        return all.length >= 3 && Arrays.mismatch(all, 0, 3, BYTE_ORDER_MARK, 0, 3) < 0
                ? Bytes.owning(Arrays.copyOfRange(all, 3, all.length))
                : utf8;
    }
}
