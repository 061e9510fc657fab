package io.octopool.github.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** An HTTP server that shows every byte of a request's head and lets a test write every byte of the answer. */
final class RawServer implements AutoCloseable {

    /** Writes an answer. The connection stays open afterwards. */
    @FunctionalInterface
    interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private final ServerSocket server;
    private final Answer answer;
    private final BlockingQueue<List<String>> requests = new LinkedBlockingQueue<>();
    private final CountDownLatch clientLeft = new CountDownLatch(1);

    RawServer(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static RawServer answering(String head, byte[] body) {
        return new RawServer(out -> {
            out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write("\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
        });
    }

    static RawServer answering(String head, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return answering(head + "\ncontent-length: " + bytes.length, bytes);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The heads of all requests so far, line by line. */
    List<List<String>> requests() {
        return new ArrayList<>(requests);
    }

    /** The head of the next request. */
    List<String> request() throws InterruptedException {
        return requests.take();
    }

    /** Is open until a client has closed its connection. */
    CountDownLatch clientLeft() {
        return clientLeft;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (List<String> head = head(in); !head.isEmpty(); head = head(in)) {
                in.skipNBytes(head.stream()
                        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                        .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                        .sum());
                requests.add(head);
                answer.write(socket.getOutputStream());
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The client went away in the middle of an answer.
        } finally {
            clientLeft.countDown();
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                if (line.length() == 1) {
                    return lines;
                }
                lines.add(line.substring(0, line.length() - 1));
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }
        return List.of();
    }
}
