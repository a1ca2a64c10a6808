package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.cluster.PeerName;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.testkit.time.RealTime;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.GrantedLeg;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** The core of one KA server that is a member of a cluster, without a binding: requests are made as a binding would. */
final class ServedDesk implements AutoCloseable {
    private static final AtomicLong NUMBERS = new AtomicLong(1_000);
    private static final Octets REALM = Octets.of(new byte[PeerName.REALM_BYTES]);
    private static final Octets NONCE = Octets.of(new byte[32]);
    private static final Endpoint SOMEWHERE = Endpoint.ofIp4(0xc000_0201, 50_000);
    private static final Endpoint MIDDLEMAN = Endpoint.ofIp4(0xc633_6401, 0);

    final KaCore core;

    /** @param refusalMs from a look-up to its refusal */
    ServedDesk(RealTime time, Cluster cluster, int refusalMs) {
        KaSettings settings = new KaSettings(
                new KaSettings.Waits(refusalMs, 2_000, 1_000),
                new KaSettings.Rates(1_000, 1_000, 1_000),
                KaSettings.Sizes.DEFAULTS,
                3,
                30,
                false);
        Turns turns = new Turns(failure -> {
            throw failure;
        });
        core = new KaCore(settings, Policies.NONE, new Agenda(time, time, turns), new Random(NUMBERS.get()));
        core.join(cluster);
    }

    static PeerName name(int number) {
        return new PeerName(REALM.toArray(), 0, number);
    }

    /** A middle-man that always has room. */
    void middleman() throws Exception {
        RegisterMiddleman body = new RegisterMiddleman(
                1, NONCE, List.of(MIDDLEMAN), 100, 20_000, 5_000, 600, "x", List.of(), 3_600, Octets.EMPTY);
        Heard reply = new Heard();
        core.registerMiddleman(NONCE, body, MIDDLEMAN.withPort(40_000), new Willing(), reply);
        reply.next();
    }

    /** Registers a peer; returns what comes into its inbox, the first time that it is empty. */
    Heard peer(int number, Accept accept) throws Exception {
        Heard registration = new Heard();
        core.registerPeer(
                new KnownPeer.Id(REALM, new Pid(0, number)),
                new RegisterPeer(REALM, NONCE, 3_600, accept, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY),
                registration);
        String location = registration.next().location();
        Heard inbox = new Heard();
        core.watchInbox(Names.parse(location.substring("/p/".length())).orElseThrow(), inbox);
        inbox.next();
        return inbox;
    }

    Heard lookUp(int number) {
        Octets txn = Octets.of(
                ByteBuffer.allocate(8).putLong(NUMBERS.incrementAndGet()).array());
        LookUp body = new LookUp(
                REALM,
                new Pid(0, number),
                txn,
                Octets.EMPTY,
                Octets.EMPTY,
                Octets.of(new byte[] {1}),
                Families.BOTH,
                LatchMode.KNOCK,
                1,
                1,
                List.of());
        Heard reply = new Heard();
        core.lookUp(SOMEWHERE, body, Policies.Proof.none(Octets.EMPTY), request(body.encode(), reply));
        return reply;
    }

    /** The peer says yes to the first offer that comes in. */
    Heard sayYes(Heard inbox) throws Exception {
        Octets iid = Inbox.parse(inbox.next().payload()).offers().get(0).iid();
        TargetAnswer yes = new TargetAnswer(true, Octets.of(new byte[] {2}), Families.BOTH, LatchMode.KNOCK);
        Heard reply = new Heard();
        core.answerOffer(SOMEWHERE, iid, yes, request(yes.encode(), reply));
        return reply;
    }

    private static Exchange.Request request(byte[] body, Heard reply) {
        return new Exchange.Request(Exchange.hash(body), NUMBERS.incrementAndGet(), reply);
    }

    @Override
    public void close() {
        core.close();
    }

    /** A middle-man that says yes to everything. */
    private static final class Willing implements MiddlemanLink {
        @Override
        public long associationId() {
            return 1;
        }

        @Override
        public CompletionStage<Optional<Octets>> hold(Hold hold) {
            return CompletableFuture.completedStage(Optional.of(NONCE));
        }

        @Override
        public CompletionStage<Optional<Granted>> commit(Octets handle, Commit commit) {
            return CompletableFuture.completedStage(Optional.of(new Granted(leg(1), leg(2), 60, 86_400)));
        }

        @Override
        public void release(Octets handle) {
            // it has room in any case
        }

        private static GrantedLeg leg(int number) {
            byte[] key = new byte[16];
            key[0] = (byte) number;
            return new GrantedLeg(Optional.of(MIDDLEMAN), Optional.empty(), List.of(20_001), number, Octets.of(key));
        }
    }
}
