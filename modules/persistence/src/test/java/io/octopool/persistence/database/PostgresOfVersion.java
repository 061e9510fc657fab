package io.octopool.persistence.database;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Speaks as much of PostgreSQL's protocol as a pool of connections needs to learn the server's version. It admits everybody, and
 * of SQL it knows {@code SET}, and {@code SHOW} of the transaction isolation only.
 */
final class PostgresOfVersion implements AutoCloseable {

    private static final int SSL_REQUEST = 80877103;

    /** The type of texts. */
    private static final int TEXT = 25;

    private final ServerSocket listening;
    private final String version;

    private PostgresOfVersion(ServerSocket listening, String version) {
        this.listening = listening;
        this.version = version;
    }

    static PostgresOfVersion start(String version) throws IOException {
        PostgresOfVersion server =
                new PostgresOfVersion(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), version);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    DatabaseSettings settings() {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + listening.getLocalPort() + "/octopool", "octopool", "secret");
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void serve(Socket client) {
        try (client;
                DataInputStream in = new DataInputStream(client.getInputStream());
                DataOutputStream out = new DataOutputStream(client.getOutputStream())) {
            while (isRequestForSsl(in)) {
                out.writeByte('N');
            }
            send(out, 'R', new byte[4]);
            parameter(out, "server_version", version);
            parameter(out, "client_encoding", "UTF8");
            parameter(out, "DateStyle", "ISO");
            parameter(out, "standard_conforming_strings", "on");
            ready(out);
            boolean shows = false;
            for (int type = in.read(); type >= 0 && type != 'X'; type = in.read()) {
                String said = new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8);
                shows = type == 'P' ? said.contains("SHOW") : shows;
                answer(out, type, shows);
            }
        } catch (IOException gone) {
            // the client has left
        }
    }

    private static boolean isRequestForSsl(DataInputStream in) throws IOException {
        int length = in.readInt();
        int code = in.readInt();
        in.skipNBytes(length - 8L);
        return code == SSL_REQUEST;
    }

    private static void answer(DataOutputStream out, int type, boolean shows) throws IOException {
        switch (type) {
            case 'Q' -> {
                send(out, 'C', text("SET"));
                ready(out);
            }
            case 'P' -> send(out, '1', new byte[0]);
            case 'B' -> send(out, '2', new byte[0]);
            case 'D' -> send(out, shows ? 'T' : 'n', shows ? oneTextColumn() : new byte[0]);
            case 'E' -> {
                if (shows) {
                    send(out, 'D', row("read committed"));
                }
                send(out, 'C', text(shows ? "SHOW" : "SET"));
            }
            case 'S' -> ready(out);
            default -> {}
        }
    }

    private static void ready(DataOutputStream out) throws IOException {
        send(out, 'Z', new byte[] {'I'});
        out.flush();
    }

    private static void parameter(DataOutputStream out, String name, String value) throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(text(name));
        both.write(text(value));
        send(out, 'S', both.toByteArray());
    }

    private static byte[] oneTextColumn() throws IOException {
        ByteArrayOutputStream description = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(description);
        out.writeShort(1);
        out.write(text("shown"));
        out.writeInt(0);
        out.writeShort(0);
        out.writeInt(TEXT);
        out.writeShort(-1);
        out.writeInt(-1);
        out.writeShort(0);
        return description.toByteArray();
    }

    private static byte[] row(String value) throws IOException {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(row);
        out.writeShort(1);
        out.writeInt(value.length());
        out.write(value.getBytes(StandardCharsets.UTF_8));
        return row.toByteArray();
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    private static void send(DataOutputStream out, char type, byte[] payload) throws IOException {
        out.writeByte(type);
        out.writeInt(payload.length + 4);
        out.write(payload);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
