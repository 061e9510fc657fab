package io.octopool.sim.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The loopback listener: HTTP/1.1, one virtual thread per connection. The platform's own server cannot be told what the time
 * is, and the {@code date} header is what clients of GitHub learn its clock from.
 */
public final class HttpListener implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final long LONGEST_STALL_MINUTES = 10;

    private final ServerSocket server;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private HttpListener(ServerSocket server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
    }

    /**
     * Listens on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @param clock tells what the {@code date} of answers is
     * @throws IOException when the port cannot be had
     */
    public static HttpListener bind(int port, InstantSource clock) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(loopback(), port), BACKLOG);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return new HttpListener(server, clock);
    }

    /** Begins to answer, by the service whose prefix is the longest that the raw path begins with. */
    public void start(Map<String, Service> servicesByPrefix) {
        List<Map.Entry<String, Service>> longestFirst = servicesByPrefix.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Service> entry) ->
                                entry.getKey().length())
                        .reversed())
                .toList();
        Service all = (request, sender) -> longestFirst.stream()
                .filter(entry -> request.path().startsWith(entry.getKey()))
                .findFirst()
                .orElse(longestFirst.getLast())
                .getValue()
                .serve(request, sender);
        threads.execute(() -> accept(all));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    @Override
    public void close() {
        closed.countDown();
        quietly(server);
        open.forEach(HttpListener::quietly);
        threads.shutdownNow();
    }

    private void accept(Service service) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket, service));
            } catch (IOException e) {
                // The listener was closed, or a connection ended before it was taken.
            }
        }
    }

    private void serve(Socket socket, Service service) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Connection(socket, clock, this::stall).serve(service);
        } catch (IOException e) {
            // The client went away, or the simulator closes.
        } finally {
            open.remove(socket);
        }
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

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Nobody can do anything about it.
        }
    }
}
