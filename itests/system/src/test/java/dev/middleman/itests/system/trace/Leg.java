package dev.middleman.itests.system.trace;

import dev.middleman.itests.system.trace.guest.SessionOpener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a peer needs to latch, as the bundle inside the node told. */
record Leg(long sid, byte[] key, int relayPort) {

    /** Reads the file of {@link SessionOpener}: both legs of each session, the caller's first. */
    static List<Leg> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Leg> legs = new ArrayList<>();
        while (bytes.remaining() >= SessionOpener.LEG_BYTES) {
            long sid = bytes.getLong();
            byte[] key = new byte[16];
            bytes.get(key);
            legs.add(new Leg(sid, key, bytes.getInt()));
        }
        return legs;
    }
}
