package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.peer.CallException;
import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Line;
import dev.middleman.peer.Membership;
import dev.middleman.peer.Peer;
import dev.middleman.testkit.trace.Findings;
import dev.middleman.testkit.trace.Needles;
import dev.middleman.testkit.trace.Search;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.io.ByteArrayOutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What somebody on the way to a KA server can read of its traffic: nobody's id, key or signature, and no message. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControlTrafficTest {
    private static final List<String> LABELS = List.of("id", "key", "realm", "secret", "field");
    private static final List<String> FIELDS = List.of(
            "\"sig\"",
            "\"pub\"",
            "\"body\"",
            "\"nonce\"",
            "\"realm\"",
            "\"credential\"",
            "\"endpoints\"",
            "\"sid\"",
            "\"blob\"",
            "M2-PoP-v1",
            "M2-member-v1");

    @TempDir
    Path folder;

    private final Identity alice = Identity.create();
    private final Identity bob = Identity.create();
    private final Octets secret = Identity.create().publicKey(); // any 32 random bytes

    private static byte[] bytes(Pid pid) {
        return ByteBuffer.allocate(16).putLong(pid.high()).putLong(pid.low()).array();
    }

    private Needles needles(Octets realm) {
        Needles needles = new Needles();
        for (Identity one : List.of(alice, bob)) {
            needles.secret("id", bytes(one.pid(realm)))
                    .text("id", one.pid(realm).text());
            needles.secret("key", one.publicKey().toArray());
        }
        needles.secret("realm", realm.toArray()).secret("secret", secret.toArray());
        FIELDS.forEach(field -> needles.text("field", field));
        return needles;
    }

    private static Findings search(Needles needles, ForgetfulPath path) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        path.seen.forEach(all::writeBytes);
        return new Search(needles).bytes(all.toByteArray(), "control traffic");
    }

    /** What would be read if somebody registered in clear. */
    private void registerInClear(ForgetfulPath path, Octets realm) throws Exception {
        byte[] body = new RegisterPeer(realm, realm, 300, Accept.OPEN, Families.IP4, LatchMode.KNOCK, secret).encode();
        byte[] signed = SignedRequest.sign(body, ProofContext.ofPeer(realm, realm, realm), bob.keyPair())
                .encode();
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            for (byte[] datagram : List.of(body, signed, bytes(bob.pid(realm)), bytes(alice.pid(realm)))) {
                socket.send(
                        new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), path.port()));
            }
        }
        World.until("it passed", () -> search(needles(realm), path).distinct("id") == 2);
    }

    @Test
    void shouldShowNoIdKeySignatureOrMessageInClear() throws Exception {
        try (World world = new World(folder);
                ForgetfulPath path = new ForgetfulPath(world.ka().address().port())) {
            world.front(path.port());
            Needles needles = needles(world.realmId());
            World.Place middleman = world.addMiddleman(1);
            live(world);
            middleman.enrolment().close();

            Findings found = search(needles, path);
            assertThat(path.seen).as("datagrams on the way").hasSizeGreaterThan(50);
            LABELS.forEach(label -> assertThat(found.hits(label)).as(label).isZero());

            registerInClear(path, world.realmId());
            Findings planted = search(needles, path);
            LABELS.forEach(label ->
                    assertThat(planted.hits(label)).as("planted " + label).isPositive());
        }
    }

    /** Registers, refreshes nothing, calls with all that can be shown, is refused, and goes. */
    private void live(World world) throws Exception {
        BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();
        try (Peer called = world.describe(bob, 2).build();
                Peer caller = world.describe(alice, 1)
                        .membership(Membership.bySecret(secret))
                        .build()) {
            called.register(Accept.OPEN, accepted::add).toCompletableFuture().get(30, TimeUnit.SECONDS);
            caller.register(Accept.REFUSE, line -> {}).toCompletableFuture().get(30, TimeUnit.SECONDS);
            Line line = caller.call(called.pid(), CallOptions.DEFAULT.identified())
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            assertThat(accepted.poll(30, TimeUnit.SECONDS)).isNotNull();
            line.close();
            assertThat(reason(called, caller.pid())).isEqualTo(CallException.Reason.NOT_FOUND);
        }
    }

    private static CallException.Reason reason(Peer caller, Pid called) throws Exception {
        try {
            caller.call(called).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return ((CallException) e.getCause()).reason();
        }
        throw new AssertionError("it was not refused");
    }
}
