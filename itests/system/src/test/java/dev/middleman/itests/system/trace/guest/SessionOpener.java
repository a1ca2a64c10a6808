package dev.middleman.itests.system.trace.guest;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Relay;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A command for the shell of a node: opens sessions as a KA server would, without one. It learns sids and keys, and never an
 * address. Used on the shell's thread.
 */
public final class SessionOpener {
    public static final int LEG_BYTES = 28;

    /** Requests under way at a time; their peers have 30 s to come to all of them. */
    private static final int AT_ONCE = 64;

    private static final HoldRequest HOLD = new HoldRequest(0, Families.BOTH, 0, 10);
    private static final CommitRequest COMMIT = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);

    private final BundleContext context;

    SessionOpener(BundleContext context) {
        this.context = context;
    }

    /**
     * {@code itest:open COUNT FILE}.
     *
     * @param file gets {@value #LEG_BYTES} bytes for each leg, the caller's first: sid 8, key 16, relay port 4
     */
    public String open(int count, String file) throws IOException {
        ServiceReference<Relay> reference = context.getServiceReference(Relay.class);
        Relay relay = context.getService(reference);
        try (OutputStream legs = Files.newOutputStream(Path.of(file))) {
            for (int opened = 0; opened < count; opened += AT_ONCE) {
                List<CompletionStage<CommitResult>> asked = new ArrayList<>();
                for (int i = opened; i < Math.min(count, opened + AT_ONCE); i++) {
                    asked.add(relay.hold(HOLD).thenCompose(held -> commit(relay, held)));
                }
                for (CompletionStage<CommitResult> answer : asked) {
                    write(legs, answer.toCompletableFuture().join());
                }
            }
        } finally {
            context.ungetService(reference);
        }
        return "opened " + count;
    }

    private static CompletionStage<CommitResult> commit(Relay relay, HoldResult result) {
        if (result instanceof HoldResult.Held held) {
            return relay.commit(held.handle(), COMMIT);
        }
        throw new IllegalStateException("a session was refused: " + ((HoldResult.Refused) result).reason());
    }

    private static void write(OutputStream legs, CommitResult result) throws IOException {
        if (!(result instanceof CommitResult.Granted granted)) {
            throw new IllegalStateException("a session was not granted");
        }
        write(legs, granted.a());
        write(legs, granted.b());
        Arrays.fill(granted.a().key(), (byte) 0);
        Arrays.fill(granted.b().key(), (byte) 0);
    }

    /** Writes what a peer needs for a leg; does not zero the key. */
    static void write(OutputStream legs, LegGrant leg) throws IOException {
        // As bytes that can be zeroed: text would be found in the heap, and be nobody's fault but ours.
        byte[] bytes = new byte[LEG_BYTES];
        ByteBuffer.wrap(bytes)
                .putLong(leg.sid())
                .put(leg.key())
                .putInt(leg.ports().get(0));
        legs.write(bytes);
        Arrays.fill(bytes, (byte) 0);
    }
}
