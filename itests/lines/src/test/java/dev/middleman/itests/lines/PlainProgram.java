package dev.middleman.itests.lines;

import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.RealmDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** A plain Java program that uses the jar beside a logging library of its own. Started by {@link PlainJarIT}. */
final class PlainProgram {
    private PlainProgram() {}

    public static void main(String[] arguments) throws Exception {
        LoggerFactory.getLogger("program").info("logs");
        RealmDocument realm = RealmDocument.parse(Files.readAllBytes(Path.of(arguments[0])));
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (Peer alice = Peer.builder().realm(realm).bind(World.loopback(1, 1)).build();
                Peer bob =
                        Peer.builder().realm(realm).bind(World.loopback(2, 1)).build()) {
            bob.register(Accept.OPEN, line -> line.receive((from, payload) -> from.send(payload)))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            Line line = alice.call(bob.pid()).toCompletableFuture().get(30, TimeUnit.SECONDS);
            line.receive((from, payload) ->
                    heard.complete(StandardCharsets.UTF_8.decode(payload).toString()));
            line.send("echo".getBytes(StandardCharsets.UTF_8));
            System.out.println("heard " + heard.get(10, TimeUnit.SECONDS));
            System.out.println("slf4j from "
                    + Path.of(LoggerFactory.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                            .getFileName());
        }
    }
}
