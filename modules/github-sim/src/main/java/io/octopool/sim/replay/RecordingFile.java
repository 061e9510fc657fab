package io.octopool.sim.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a file of recordings: {@code [{"request": {…}, "response": {…}}]}. */
final class RecordingFile {

    /** Headers that each answer gets anew. */
    private static final Set<String> OWN_HEADERS =
            Set.of("content-length", "transfer-encoding", "content-encoding", "connection", "date", "etag");

    record Entry(String method, String path, Recording recording) {}

    private RecordingFile() {}

    static List<Entry> read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new RecordingException(file + ": there is no such file");
        }
        int index = 0;
        try {
            List<Entry> entries = new ArrayList<>();
            for (String element : RawJson.elements(text)) {
                entries.add(entry(RawJson.fields(element)));
                index++;
            }
            return entries;
        } catch (JsonProcessingException e) {
            throw new RecordingException(file + ": recording " + index + ": " + e.getOriginalMessage());
        } catch (IOException | NumberFormatException e) {
            throw new RecordingException(file + ": recording " + index + ": " + e.getMessage());
        }
    }

    private static Entry entry(Map<String, String> fields) throws IOException {
        Map<String, String> request = RawJson.fields(required(fields, "request"));
        Map<String, String> response = RawJson.fields(required(fields, "response"));
        String method = RawJson.string(required(request, "method"));
        String path = RawJson.string(required(request, "path"));
        Recording recording = new Recording(
                query(request.get("query")),
                Integer.parseInt(required(response, "status")),
                headers(response.get("headers")),
                body(response.get("body")));
        return new Entry(method, path, recording);
    }

    private static String required(Map<String, String> fields, String name) throws IOException {
        String value = fields.get(name);
        if (value == null) {
            throw new IOException("the field " + name + " is missing");
        }
        return value;
    }

    /** A string as it stands in a URL, or an object of strings or arrays of them; sorted. */
    private static @Nullable List<String> query(@Nullable String json) throws IOException {
        if (json == null || json.equals("null")) {
            return null;
        }
        List<String> pairs = new ArrayList<>();
        if (json.startsWith("\"")) {
            Arrays.stream(RawJson.string(json).split("&"))
                    .filter(part -> !part.isEmpty())
                    .map(part -> part.contains("=") ? part : part + "=")
                    .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                    .forEach(pairs::add);
        } else {
            for (Map.Entry<String, String> field : RawJson.fields(json).entrySet()) {
                List<String> values = field.getValue().startsWith("[")
                        ? RawJson.elements(field.getValue())
                        : List.of(field.getValue());
                for (String value : values) {
                    pairs.add(field.getKey() + "=" + (value.startsWith("\"") ? RawJson.string(value) : value));
                }
            }
        }
        return pairs.stream().sorted().toList();
    }

    private static Map<String, String> headers(@Nullable String json) throws IOException {
        Map<String, String> headers = new HashMap<>();
        if (json != null) {
            for (Map.Entry<String, String> field : RawJson.fields(json).entrySet()) {
                String name = field.getKey().toLowerCase(Locale.ROOT);
                if (!OWN_HEADERS.contains(name)) {
                    headers.put(name, RawJson.string(field.getValue()));
                }
            }
        }
        return headers;
    }

    /** A string is sent as it is, nothing for null, any other value as compact JSON. */
    private static String body(@Nullable String json) throws IOException {
        if (json == null || json.equals("null")) {
            return "";
        }
        return json.startsWith("\"") ? RawJson.string(json) : json;
    }
}
