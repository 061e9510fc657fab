package io.octopool.sim.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
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

    /** Begins to answer, by the service whose prefix is the longest that the raw path begins with. */
    public void start(Map<String, Service> servicesByPrefix) {
        List<Map.Entry<String, Service>> longestFirst = servicesByPrefix.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Service> entry) ->
                                entry.getKey().length())
                        .reversed())
                .toList();
        server.createContext("/", exchange -> {
            try (exchange) {
                ApiRequest request = request(exchange);
                Service service = longestFirst.stream()
                        .filter(entry -> request.path().startsWith(entry.getKey()))
                        .findFirst()
                        .orElse(longestFirst.getLast())
                        .getValue();
                service.serve(request, (reply, beforeLastByte) -> send(exchange, reply, beforeLastByte));
            }
        });
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
        String target = exchange.getRequestURI().toString();
        String local = target.startsWith("/") ? target : withoutOrigin(exchange.getRequestURI());
        int mark = local.indexOf('?');
        return new ApiRequest(
                exchange.getRequestMethod(),
                target,
                mark < 0 ? local : local.substring(0, mark),
                mark < 0 ? "" : local.substring(mark + 1),
                headers,
                new String(body, StandardCharsets.UTF_8));
    }

    /** Path and query of a target in absolute form. */
    private static String withoutOrigin(URI target) {
        String path = target.getRawPath() == null ? "" : target.getRawPath();
        return target.getRawQuery() == null ? path : path + "?" + target.getRawQuery();
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
