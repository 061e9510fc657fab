package io.octopool.sim.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The loopback listener: one virtual thread per request. */
public final class HttpListener implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final long LONGEST_STALL_MINUTES = 10;

    private final HttpServer server;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);

    private HttpListener(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @throws IOException when the port cannot be had
     */
    public static HttpListener bind(int port) throws IOException {
        // Read once, when the server's classes load: small answers must not wait for Nagle, idle connections are kept.
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "8192");
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), BACKLOG);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        return new HttpListener(server, threads);
    }

    /** Begins to answer, by the service whose prefix is the longest that fits. */
    public void start(Map<String, Service> servicesByPrefix) {
        servicesByPrefix.forEach((prefix, service) -> server.createContext(prefix, exchange -> {
            try (exchange) {
                service.serve(request(exchange), (reply, beforeLastByte) -> send(exchange, reply, beforeLastByte));
            }
        }));
        server.start();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private static ApiRequest request(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
        URI target = exchange.getRequestURI();
        String query = target.getRawQuery();
        String path = target.getRawPath();
        return new ApiRequest(
                exchange.getRequestMethod(),
                target.toString(),
                path == null ? "" : path,
                query == null ? "" : query,
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    private void send(HttpExchange exchange, ApiReply reply, Runnable beforeLastByte) throws IOException {
        if (reply.fault() == ApiReply.Fault.CUT) {
            beforeLastByte.run();
            return; // closing an unanswered exchange closes its connection
        }
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head || body.length == 0) {
            if (head) {
                exchange.getResponseHeaders().set("content-length", Integer.toString(body.length));
            }
            beforeLastByte.run();
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(reply.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        int first = 0;
        if (reply.fault() == ApiReply.Fault.STALL) {
            first = body.length / 2;
            out.write(body, 0, first);
            out.flush();
            stall();
        }
        beforeLastByte.run();
        out.write(body, first, body.length - first);
        out.close();
    }

    private void stall() throws IOException {
        try {
            if (!closed.await(LONGEST_STALL_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("the body was held back long enough");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("closed while the body was held back");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
