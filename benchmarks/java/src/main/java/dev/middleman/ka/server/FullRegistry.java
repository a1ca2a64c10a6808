package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.expiry.RunningTime;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The registry by itself, without the network and without signatures, in the state of a server with so many peers, each of
 * them observed. For one thread; the expiry thread works beside it as in a node.
 */
public final class FullRegistry implements AutoCloseable {
    private static final Octets REALM = Octets.of(new byte[32]);
    private static final Octets NONCE = Octets.of(new byte[32]);
    private static final Octets PUB = Octets.of(new byte[32]);
    private static final Endpoint MIDDLE_MAN = Endpoint.ofIp4(0x7f00_0002, 0);
    private static final long SEED = 20_261_127L;

    private final KaCore core;
    private final byte[][] caps;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long txn;
    private int registered;

    /** @param peers room, and how many {@link #register} can be called for */
    public FullRegistry(int peers, RunningTime time) {
        Agenda agenda = new Agenda(time.ticks(), time.deadlines(), new Turns(failure -> {
            throw failure;
        }));
        this.core = new KaCore(RunningKa.settings(peers), Policies.NONE, agenda, new SecureRandom(), Optional.empty());
        this.caps = new byte[peers][];
        Expecting reply = new Expecting(Status.CREATED);
        core.registerMiddleman(PUB, silent(), MIDDLE_MAN, new Silent(), reply);
    }

    private static RegisterMiddleman silent() {
        return new RegisterMiddleman(
                1, NONCE, List.of(MIDDLE_MAN), 1, 20_000, 5_000, 600, "", List.of(), 3_600, Octets.EMPTY);
    }

    /** Registers so many more peers and has each observed. */
    public void register(int count) {
        for (int i = 0; i < count; i++) {
            Expecting reply = new Expecting(Status.CREATED);
            core.registerPeer(new KnownPeer.Id(REALM, pid(registered)), registration(), reply);
            caps[registered++] = reply.name().toArray();
            core.watchInbox(reply.name(), new Expecting(Status.CONTENT));
        }
    }

    /** Every registration has values of its own, as if they had just been parsed. */
    private static RegisterPeer registration() {
        Octets realm = Octets.of(REALM.toArray());
        Octets nonce = Octets.of(NONCE.toArray());
        return new RegisterPeer(realm, nonce, 3_600, Accept.ASK, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY);
    }

    private static Pid pid(int number) {
        return new Pid(0x2001_0db8_0000_0000L, number);
    }

    /** Refreshes so many, at random. */
    public void refresh(int count) {
        for (int i = 0; i < count; i++) {
            Octets cap = Octets.of(caps[random.nextInt(registered)]);
            core.refreshPeer(cap, new Expecting(Status.CHANGED));
        }
    }

    /** What an inquiry for a registered peer at random costs, by its capability: found, and its inbox written. */
    public void readInboxes(int count) {
        for (int i = 0; i < count; i++) {
            core.readInbox(Octets.of(caps[random.nextInt(registered)]), new Expecting(Status.CONTENT));
        }
    }

    /** How many peers the server says it has; whoever asks compares. */
    public long peers() {
        return core.totals().peers();
    }

    /** Looks up a registered peer while all are registered. @return whether that waits for the peer's word, as it should */
    public boolean isLookUpTaken() {
        LookUp body = new LookUp(
                REALM,
                pid(random.nextInt(registered)),
                Octets.of(ByteBuffer.allocate(8).putLong(++txn).array()),
                Octets.EMPTY,
                Octets.EMPTY,
                Octets.EMPTY,
                Families.BOTH,
                LatchMode.KNOCK,
                1,
                1,
                List.of());
        Expecting reply = new Expecting(null);
        core.lookUp(
                Endpoint.ofIp4(0x7f00_0001, 1),
                body,
                Policies.Proof.none(Octets.EMPTY),
                new Exchange.Request(Exchange.hash(body.encode()), 1, reply));
        return reply.answer == null;
    }

    @Override
    public void close() {
        core.close();
    }

    /** A reply that ends the run unless it is as expected. */
    private static final class Expecting implements Reply {
        private final Status expected;
        private Answer answer;

        Expecting(Status expected) {
            this.expected = expected;
        }

        @Override
        public void send(Answer given) {
            answer = given;
            if (expected != null && given.status() != expected) {
                throw new IllegalStateException("answered " + given.status() + " and not " + expected);
            }
        }

        @Override
        public Observer observe(Answer first, Runnable ended) {
            send(first);
            return new Watching();
        }

        Octets name() {
            return Octets.ofBase64Url(answer.location().substring("/p/".length()));
        }
    }

    /** Someone who observes and has no network. */
    private static final class Watching implements Observer {
        @Override
        public boolean notify(Answer answer) {
            return true;
        }

        @Override
        public void close() {
            // Nothing is behind it.
        }
    }

    /** A middle-man that is there and never asked for anything here: without one, no look-up begins. */
    private static final class Silent implements MiddlemanLink {
        @Override
        public long associationId() {
            return 0;
        }

        @Override
        public CompletionStage<Optional<Octets>> hold(Hold hold) {
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Optional<Granted>> commit(Octets handle, Commit commit) {
            return new CompletableFuture<>();
        }

        @Override
        public void release(Octets handle) {
            // Nothing was held.
        }
    }
}
