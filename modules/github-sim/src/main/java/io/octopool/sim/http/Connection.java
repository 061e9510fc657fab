package io.octopool.sim.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection: requests one after the other, each answered before the next is read. */
final class Connection {

    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int MAX_LINE_BYTES = 64 << 10;
    private static final int MAX_HEADERS = 200;

    /** Headers that this connection sets itself, whatever a recording says. */
    private static final Set<String> OWN = Set.of("date", "content-length", "transfer-encoding", "connection");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    /** Holds a body back; ends by its exception alone. */
    interface Stall {
        void hold() throws IOException;
    }

    /** The client sent what is no request. */
    private static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        final String why;

        Malformed(String why) {
            super(why);
            this.why = why;
        }
    }

    private final InputStream in;
    private final OutputStream out;
    private final InstantSource clock;
    private final Stall stall;
    private boolean lasts = true;

    Connection(Socket socket, InstantSource clock, Stall stall) throws IOException {
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.clock = clock;
        this.stall = stall;
    }

    /** Answers until the client or an answer ends it. */
    void serve(Service service) throws IOException {
        while (lasts) {
            ApiRequest request;
            try {
                request = next();
            } catch (Malformed e) {
                lasts = false;
                send("GET", ApiReply.of(400, Map.of("content-type", "text/plain"), e.why), () -> {});
                return;
            }
            if (request == null) {
                return;
            }
            service.serve(request, (reply, beforeLastByte) -> send(request.method(), reply, beforeLastByte));
        }
    }

    /** The next request; null if the client has no more. */
    private @Nullable ApiRequest next() throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        String[] parts = first.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new Malformed("the request line is malformed");
        }
        String target = parts[1];
        URI uri = uri(target);
        Map<String, String> headers = headers();
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        lasts = parts[2].equals("HTTP/1.1") && !connection.contains("close");
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
        }
        byte[] body = body(headers);
        String local = target.startsWith("/") ? target : withoutOrigin(uri);
        int mark = local.indexOf('?');
        return new ApiRequest(
                parts[0],
                target,
                mark < 0 ? local : local.substring(0, mark),
                mark < 0 ? "" : local.substring(mark + 1),
                headers,
                new String(body, UTF_8));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < MAX_HEADERS; i++) {
            String line = line();
            if (line == null || line.isEmpty()) {
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new Malformed("a header is malformed");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        throw new Malformed("there are too many headers");
    }

    /** The body, of which at most so many bytes are kept. */
    private byte[] body(Map<String, String> headers) throws IOException {
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = headers.getOrDefault("content-length", "0");
        if (!length.matches("[0-9]{1,18}")) {
            throw new Malformed("the content-length is malformed");
        }
        long size = Long.parseLong(length);
        byte[] kept = in.readNBytes((int) Math.min(size, MAX_BODY_BYTES));
        in.skipNBytes(Math.max(0, size - kept.length));
        return kept;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        while (true) {
            String line = line();
            String size = line == null ? "" : line.split(";", 2)[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1,7}")) {
                throw new Malformed("a chunk is malformed");
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                headers(); // the trailer, up to its empty line
                return kept.toByteArray();
            }
            byte[] chunk = in.readNBytes(length);
            kept.write(chunk, 0, Math.min(chunk.length, MAX_BODY_BYTES - kept.size()));
            line();
        }
    }

    /** A line as it came, each byte one character, without its end; null at the end of the stream. */
    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.size() == MAX_LINE_BYTES) {
                throw new Malformed("a line is too long");
            }
            line.write(next);
            next = in.read();
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private void send(String method, ApiReply reply, Runnable beforeLastByte) throws IOException {
        if (reply.fault() == ApiReply.Fault.CUT) {
            lasts = false;
            beforeLastByte.run();
            return;
        }
        byte[] body = reply.body().getBytes(UTF_8);
        boolean head = method.equals("HEAD");
        byte[] start = head(reply, body.length, head).getBytes(ISO_8859_1);
        byte[] sent = head ? new byte[0] : body;
        ByteArrayOutputStream whole = new ByteArrayOutputStream(start.length + sent.length);
        whole.write(start);
        int first = 0;
        if (reply.fault() == ApiReply.Fault.STALL && sent.length > 0) {
            first = sent.length / 2;
            whole.write(sent, 0, first);
            whole.writeTo(out);
            stall.hold();
        }
        whole.write(sent, first, sent.length - first);
        beforeLastByte.run();
        whole.writeTo(out);
        out.flush();
    }

    private String head(ApiReply reply, int length, boolean head) {
        int status = reply.status();
        boolean bodiless = status == 204 || status == 304;
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " \r\n");
        text.append("date: ").append(date()).append("\r\n");
        reply.headers().forEach((name, value) -> {
            if (!OWN.contains(name)) {
                text.append(name).append(": ").append(value).append("\r\n");
            }
        });
        if (head || !bodiless) {
            text.append("content-length: ").append(length).append("\r\n");
        }
        if (!lasts) {
            text.append("connection: close\r\n");
        }
        return text.append("\r\n").toString();
    }

    private String date() {
        Instant now = clock.instant();
        return DATE.format(now.atOffset(ZoneOffset.UTC));
    }

    private static URI uri(String target) throws Malformed {
        try {
            return new URI(target);
        } catch (URISyntaxException e) {
            throw new Malformed("the request target is no URI");
        }
    }

    /** Path and query of a target in absolute form. */
    private static String withoutOrigin(URI target) {
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
    }
}
