package dev.middleman.peer;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.CallException.Reason;
import dev.middleman.peer.control.CallLinks;
import dev.middleman.peer.control.Introduced;
import dev.middleman.peer.control.KaLink;
import dev.middleman.peer.control.LookUpCall;
import dev.middleman.peer.control.PeerContext;
import dev.middleman.peer.control.Rendezvous;
import dev.middleman.peer.line.RealTime;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Pid;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts the parts together: links to KA servers, registrations, lines. Thread-safe. */
final class PeerImpl implements Peer {
    private static final long GOODBYE_MS = 1_000;

    private final ControlClient control;
    private final List<KaAddress> servers;
    private final Optional<Endpoint> bind;
    private final RealTime time;
    private final Lines lines;
    private final Chains chains;
    private final PeerContext context;
    private final SecureRandom random = new SecureRandom();
    private final CallLinks callLinks;
    private final Set<Registrations> registrations = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    PeerImpl(PeerBuilder builder, ControlClient control, RealTime time) {
        this.control = control;
        this.servers = builder.serverList();
        this.bind = builder.bindAddress();
        this.time = time;
        this.callLinks = new CallLinks(control, bind, time);
        this.lines = new Lines(bind, time);
        this.chains = new Chains(time);
        this.context = new PeerContext(
                builder.realm(),
                builder.identityOrNew(),
                builder.membershipIfAny(),
                lines.families(),
                builder.mode(),
                builder.latch(),
                time,
                time);
    }

    @Override
    public Pid pid() {
        return context.identity().pid(context.realmId());
    }

    @Override
    public CompletionStage<Registration> register(Accept accept, OfferHandler handler) {
        if (closed) {
            return failed();
        }
        List<KaLink> links = serversOf(pid()).stream()
                .map(server -> new KaLink(control, server, bind))
                .toList();
        Registrations made = new Registrations(context, accept, handler, this::openAccepted, chains);
        registrations.add(made);
        return made.start(links, () -> registrations.remove(made));
    }

    @Override
    public CompletionStage<Line> call(Pid to, CallOptions options) {
        if (closed) {
            return failed();
        }
        Optional<PeerLine> replaced = options.replaces().map(PeerLine.class::cast);
        Blobs.Caller caller = replaced.map(
                        old -> Blobs.Caller.replacing(old.setup().secret(), old.nextReplacement()))
                .orElseGet(Blobs.Caller::fresh);
        List<Endpoint> avoid = replaced.map(old -> old.setup().middleMen()).orElse(List.of());
        List<KaLink> links = serversOf(to).stream().map(callLinks::to).toList();
        CompletableFuture<Line> called = new CompletableFuture<>();
        new LookUpCall(context, links, to, caller, options.middleMen(), avoid)
                .start()
                .thenCompose(introduced -> openCalled(introduced, to, options, replaced))
                .whenComplete((line, failed) -> settle(called, line, failed));
        return called;
    }

    /** A stage that depends on another one wraps what that one failed with. */
    private static void settle(CompletableFuture<Line> called, Line line, Throwable failed) {
        if (failed == null) {
            called.complete(line);
        } else {
            called.completeExceptionally(failed instanceof CompletionException ? failed.getCause() : failed);
        }
    }

    @Override
    public Set<Endpoint> seen() {
        return lines.seen();
    }

    @Override
    public void close() {
        closed = true;
        takeBackRegistrations();
        callLinks.close();
        lines.close();
        time.close();
    }

    private void takeBackRegistrations() {
        CompletableFuture<?>[] all =
                registrations.stream().map(Registrations::takeBack).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(all).get(GOODBYE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // the servers will forget by themselves
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletionStage<Line> openCalled(
            Introduced introduced, Pid to, CallOptions options, Optional<PeerLine> replaced) {
        return open(new LineSetup(
                introduced.legs(),
                context.mode(),
                true,
                introduced.secret(),
                context.realmId(),
                Optional.of(to),
                options.identify() ? Optional.of(context.identity().keyPair()) : Optional.empty(),
                replaced.map(PeerLine::chain).orElseGet(random::nextLong)));
    }

    private CompletionStage<Line> openAccepted(Introduced introduced, Optional<Long> chain) {
        return open(new LineSetup(
                introduced.legs(),
                context.mode(),
                false,
                introduced.secret(),
                context.realmId(),
                Optional.empty(),
                Optional.empty(),
                chain.orElseGet(random::nextLong)));
    }

    private CompletionStage<Line> open(LineSetup setup) {
        try {
            PeerLine line = lines.open(setup);
            if (!setup.caller()) {
                chains.expect(line, setup.secret());
            }
            return line.opened();
        } catch (CallException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<KaAddress> serversOf(Pid pid) {
        return Rendezvous.serversOf(pid, servers);
    }

    private static <T> CompletionStage<T> failed() {
        return CompletableFuture.failedFuture(new CallException(Reason.CLOSED, "the peer is closed"));
    }
}
