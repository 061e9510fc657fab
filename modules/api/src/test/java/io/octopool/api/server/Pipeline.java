package io.octopool.api.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One connection on which several requests are sent at once, before the first answer comes (RFC 9112, 9.3.2). */
final class Pipeline implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    Pipeline(URI server) throws IOException {
        this.socket = new Socket(server.getHost(), server.getPort());
        this.socket.setSoTimeout(60_000);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends the relay request so many times. */
    void send(String token, String body, int times) throws IOException {
        String request = "POST /v1/github/request HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                + "authorization: Bearer " + token + "\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.repeat(times).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
    }

    /** The next answers: status line and body, joined by a line break. */
    List<String> receive(int times) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String status = line();
            int length = -1;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            header.substring(header.indexOf(':') + 1).strip());
                }
            }
            byte[] body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("an answer ends early");
            }
            answers.add(status + "\n" + new String(body, StandardCharsets.UTF_8));
        }
        return answers;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
