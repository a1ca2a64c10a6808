package dev.middleman.itests.system.trace.guest;

import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Totals;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletionStage;

/**
 * A middle-man that does all that the real one does and tells a test the sids and keys, as a KA client in the same node would
 * learn them. Thread-safe.
 */
final class Tap implements Relay {
    /** The name under which it is registered. */
    static final String NAME = "tap";

    private final Relay real;
    private final Path file;

    /** @param file gets what SessionOpener would write */
    Tap(Relay real, Path file) {
        this.real = real;
        this.file = file;
    }

    @Override
    public RelayDescription description() {
        return real.description();
    }

    @Override
    public CompletionStage<HoldResult> hold(HoldRequest request) {
        return real.hold(request);
    }

    @Override
    public CompletionStage<CommitResult> commit(Handle handle, CommitRequest request) {
        return real.commit(handle, request).thenApply(this::told);
    }

    private synchronized CommitResult told(CommitResult result) {
        if (result instanceof CommitResult.Granted granted) {
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                SessionOpener.write(out, granted.a());
                SessionOpener.write(out, granted.b());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return result;
    }

    @Override
    public CompletionStage<Void> release(Handle handle) {
        return real.release(handle);
    }

    @Override
    public CompletionStage<Totals> totals() {
        return real.totals();
    }
}
