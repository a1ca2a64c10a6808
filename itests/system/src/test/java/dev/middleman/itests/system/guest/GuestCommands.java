package dev.middleman.itests.system.guest;

import dev.middleman.api.relay.Relay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** {@code itest:lines} and {@code itest:plant}. Called on the shell's thread. */
public final class GuestCommands {

    private final BundleContext context;

    GuestCommands(BundleContext context) {
        this.context = context;
    }

    /** Opens sessions at the only middle-man, proves both peers of each, and sends a datagram through. */
    public String lines(int count) throws Exception {
        Relay relay = context.getService(context.getServiceReference(Relay.class));
        try (Lines lines = new Lines(relay)) {
            return lines.open(count) + " lines carried a datagram";
        }
    }

    /** Does what a node never should: makes a folder, writes a file, moves it. */
    public String plant(String where) throws IOException {
        Path folder = Files.createDirectory(Path.of(where));
        Path file = Files.writeString(folder.resolve("planted"), "text");
        Files.move(file, folder.resolve("moved"));
        return "planted";
    }
}
