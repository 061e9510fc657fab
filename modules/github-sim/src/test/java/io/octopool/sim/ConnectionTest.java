package io.octopool.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes on a connection. */
class ConnectionTest extends SimulatorTest {

    @Test
    void answersRequestsOnOneConnectionInOrderWithBodiesOfEitherForm() throws Exception {
        String end = "host: x\r\nuser-agent: raw\r\n\r\n";
        String answers = raw("PATCH /_sim/settings HTTP/1.1\r\ntransfer-encoding: chunked\r\n" + end
                + "8;a=b\r\n{\"limit\"\r\n3\r\n:3}\r\n0\r\ntrailer: x\r\n\r\n"
                + "PATCH /_sim/settings HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 23\r\n" + end
                + "{\"anonymous_limit\": 7 }"
                + "HEAD /repos/octo-org/hello-world HTTP/1.1\r\n" + end
                + "GET /users/alice HTTP/1.1\r\nconnection: close\r\n" + end
                + "GET /users/bob HTTP/1.1\r\n" + end);
        assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(5);
        assertThat(answers).contains("HTTP/1.1 100 Continue").contains("connection: close");
        assertThat(simulator.settings().limits().hourly()).isEqualTo(3);
        assertThat(simulator.settings().limits().anonymous()).isEqualTo(7);
        assertThat(simulator.calls().total()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /%zz HTTP/1.1\r\n\r\n",
                "GET /|x HTTP/1.1\r\n\r\n",
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\nno header\r\n\r\n",
                "POST / HTTP/1.1\r\ncontent-length: x\r\n\r\n",
                "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nx\r\n"
            })
    void answersWhatIsNoRequestWithoutCountingIt(String text) throws Exception {
        assertThat(raw(text)).startsWith("HTTP/1.1 400");
        assertThat(simulator.calls().total()).isZero();
    }

    private String raw(String text) throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), simulator.uri().getPort())) {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
