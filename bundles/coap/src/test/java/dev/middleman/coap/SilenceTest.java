package dev.middleman.coap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlServer.Served;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library logs addresses; here nothing of it may be heard. A JVM of its own shows what a program would see. */
class SilenceTest {

    @Test
    void shouldWriteNothingAnywhere(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName(),
                        folder.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output).lines().filter(line -> !line.isBlank()))
                .as("what was printed between the positive controls and the end")
                .filteredOn(line -> !line.contains(Probe.class.getName()))
                .containsExactly("control: out", "control: err", "FINEST: control: log", "done");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no properties file of the library's")
                    .containsExactlyInAnyOrder("output", "server.p12", "server.log", "other.p12", "other.log");
        }
    }

    /** A handshake that succeeds, one that fails, a malformed datagram, and the end of a server in use. */
    static final class Probe {
        private static final Logger JDK_CERTIFICATES = Logger.getLogger("jdk.event.security");

        private Probe() {}

        public static void main(String[] args) throws Exception {
            hearEverything();
            System.out.println("control: out");
            System.err.println("control: err");
            Logger.getLogger("org.eclipse.californium").finest("control: log");
            Path folder = Path.of(args[0]);
            Identity identity = Identity.make(folder, "server");
            Identity other = Identity.make(folder, "other");
            Served served = Net.serve(identity, (request, reply) -> {
                throw new IllegalStateException("on purpose");
            });
            try (Association association = Net.connect(identity, served.port())) {
                Net.get(association.ask(Net.post("/p", "{}")));
                Net.reason(new CoapClient(Net.QUICK).connect(Net.to(served.port(), other.pin()), Net.DEAF));
                malformed(served.port());
                Net.get(association.ping());
                served.close();
                Net.reason(association.ask(Net.post("/p", "{}")));
            }
            System.out.println("done");
        }

        private static void hearEverything() {
            Logger root = Logger.getLogger("");
            for (var handler : root.getHandlers()) {
                root.removeHandler(handler);
            }
            ConsoleHandler handler = new ConsoleHandler();
            handler.setLevel(Level.ALL);
            root.addHandler(handler);
            root.setLevel(Level.ALL);
            // The JDK itself reports every certificate that it parses, at FINE; that is not the library.
            JDK_CERTIFICATES.setLevel(Level.OFF);
        }

        private static void malformed(int port) throws Exception {
            try (DatagramSocket socket = new DatagramSocket()) {
                byte[] bytes = "not DTLS".getBytes(StandardCharsets.UTF_8);
                socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            }
        }
    }
}
