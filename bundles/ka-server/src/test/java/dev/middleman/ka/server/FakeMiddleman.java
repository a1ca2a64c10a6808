package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.id.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A middle-man that answers as the test says, in virtual time. For one thread. */
final class FakeMiddleman implements MiddlemanLink {
    /** What it does when asked. */
    enum Mood {
        YES,
        NO,
        SILENT,
        GONE
    }

    private static int next;

    final int number = ++next;
    final List<Hold> holds = new ArrayList<>();
    final List<Octets> committed = new ArrayList<>();
    final List<Commit> details = new ArrayList<>();
    final List<Octets> released = new ArrayList<>();
    final List<Octets> held = new ArrayList<>();
    private final VirtualTime time;
    private final Endpoint address;
    Mood holding = Mood.YES;
    Mood committing = Mood.YES;
    long holdMs = 10;
    long commitMs = 10;
    Optional<Endpoint> grantedIp4;
    Optional<Endpoint> grantedIp6;
    Octets cap = Octets.EMPTY;

    FakeMiddleman(VirtualTime time, Endpoint address) {
        this.time = time;
        this.address = address;
        this.grantedIp4 = Optional.of(address).filter(Endpoint::isIp4);
        this.grantedIp6 = Optional.of(address).filter(a -> !a.isIp4());
    }

    Endpoint address() {
        return address;
    }

    @Override
    public long associationId() {
        return number;
    }

    @Override
    public CompletionStage<Optional<Octets>> hold(Hold hold) {
        holds.add(hold);
        return later(holding, holdMs, () -> {
            Octets handle = Octets.of(ByteBuffer.allocate(16)
                    .putLong(number)
                    .putLong(holds.size())
                    .array());
            held.add(handle);
            return handle;
        });
    }

    @Override
    public CompletionStage<Optional<Granted>> commit(Octets handle, Commit commit) {
        committed.add(handle);
        details.add(commit);
        return later(committing, commitMs, () -> new Granted(leg('a'), leg('b'), 60, 86_400));
    }

    @Override
    public void release(Octets handle) {
        released.add(handle);
    }

    private GrantedLeg leg(char role) {
        byte[] key = new byte[16];
        key[0] = (byte) role;
        key[15] = (byte) number;
        return new GrantedLeg(
                grantedIp4, grantedIp6, List.of(20_001, 20_002, 20_003), role * 1_000L + number, Octets.of(key));
    }

    private <T> CompletionStage<Optional<T>> later(Mood mood, long ms, Supplier<T> yes) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        if (mood != Mood.SILENT) {
            time.after(TimeUnit.MILLISECONDS.toNanos(ms), () -> {
                switch (mood) {
                    case YES -> answer.complete(Optional.of(yes.get()));
                    case NO -> answer.complete(Optional.empty());
                    default -> answer.completeExceptionally(new TimeoutException("no answer"));
                }
            });
        }
        return answer;
    }
}
