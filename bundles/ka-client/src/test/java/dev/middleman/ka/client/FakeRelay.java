package dev.middleman.ka.client;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A relay that holds as many sessions as the test says and forwards nothing. Thread-safe. */
final class FakeRelay implements Relay {
    final List<HoldRequest> holds = new ArrayList<>();
    final List<Handle> released = new ArrayList<>();
    final List<byte[]> keys = new ArrayList<>();
    private final Map<Handle, Optional<CommitRequest>> sessions = new HashMap<>();
    private final Endpoint address;
    private final Optional<Endpoint> second;
    int capacity = 100;
    boolean stopping;
    Set<LatchMode> modes = EnumSet.of(LatchMode.KNOCK);
    boolean full;
    CommitRequest lastCommit;

    /** A relay with an address of each family. */
    FakeRelay() {
        this.address = ip("127.0.3.1");
        this.second = Optional.of(new Endpoint(0x2001_0db8_0000_0000L, 1, 0));
    }

    /** A relay with this IPv4 address only. */
    FakeRelay(String ip4) {
        this.address = ip(ip4);
        this.second = Optional.empty();
    }

    private static Endpoint ip(String text) {
        try {
            return IpText.parse(text);
        } catch (WireException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public RelayDescription description() {
        return new RelayDescription("m1", Optional.of(address), second, capacity, 20_000, 5_000, 600, modes);
    }

    @Override
    public synchronized CompletionStage<HoldResult> hold(HoldRequest request) {
        holds.add(request);
        if (stopping) {
            return CompletableFuture.failedStage(new CancellationException());
        }
        if (sessions.size() >= capacity) {
            return CompletableFuture.completedStage(new HoldResult.Refused(Refusal.FULL, 7));
        }
        Handle handle = new Handle(1, holds.size());
        sessions.put(handle, Optional.empty());
        return CompletableFuture.completedStage(new HoldResult.Held(handle));
    }

    @Override
    public synchronized CompletionStage<CommitResult> commit(Handle handle, CommitRequest request) {
        return CompletableFuture.completedStage(committed(handle, request));
    }

    private CommitResult committed(Handle handle, CommitRequest request) {
        Optional<CommitRequest> earlier = sessions.get(handle);
        if (earlier == null) {
            return new CommitResult.Unknown();
        }
        boolean hinted = request.a().hint().isPresent() || request.b().hint().isPresent();
        if (hinted && !modes.contains(LatchMode.HINT)) {
            return new CommitResult.NotOffered();
        }
        if (hinted && full) {
            return new CommitResult.NoRoom();
        }
        if (earlier.isPresent() && !earlier.get().equals(request)) {
            return new CommitResult.Conflict();
        }
        lastCommit = request;
        sessions.put(handle, Optional.of(request));
        return new CommitResult.Granted(leg(1), leg(2), 60, 86_400);
    }

    private LegGrant leg(int number) {
        byte[] key = new byte[16];
        key[3] = (byte) number;
        keys.add(key);
        return new LegGrant(List.of(20_000 + number), number, key);
    }

    @Override
    public synchronized CompletionStage<Void> release(Handle handle) {
        released.add(handle);
        sessions.remove(handle);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized CompletionStage<Totals> totals() {
        return CompletableFuture.completedStage(new Totals(
                0, 0, 0, Map.of(), 0, Map.of(), 0, sessions.size(), 0, 0, 0, 0, 0, capacity, 1, 1, TurnTimes.none()));
    }
}
