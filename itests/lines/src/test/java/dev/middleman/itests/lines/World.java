package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.coap.CoapClient;
import dev.middleman.coap.CoapServer;
import dev.middleman.engine.RunningMiddleman;
import dev.middleman.ka.client.RunningEnrolment;
import dev.middleman.ka.server.RunningKa;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Peer;
import dev.middleman.peer.PeerBuilder;
import dev.middleman.peer.line.RealTime;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.transport.netty.RunningTransport;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A KA server and middle-men on loopback, everybody at an address of their own. For one thread. */
final class World implements AutoCloseable {
    private static final long TICK_NS = 10_000_000;

    /** One middle-man and its registration. */
    record Place(RunningMiddleman middleman, RunningEnrolment enrolment, Endpoint address) {}

    private final RealTime time = new RealTime("test-time");
    private final KeyPair realmKey = Ed25519.generate();
    private final ControlClient control = new CoapClient();
    private final List<Place> middlemen = new ArrayList<>();
    private final Path identity;
    private RunningKa ka;
    private KaAddress front;

    World(Path folder) throws Exception {
        identity = TestIdentity.pkcs12(folder, "ka");
        ka = RunningKa.start(identity, 0, time, new CoapServer());
        front = ka.address();
    }

    /** Starts a middle-man at 127.0.3.{@code number}. */
    Place addMiddleman(int number) throws Exception {
        return addMiddleman(3, number);
    }

    /** Starts a middle-man at 127.0.{@code network}.{@code number}. */
    Place addMiddleman(int network, int number) throws Exception {
        Endpoint address = loopback(network, number);
        RunningMiddleman middleman = new RunningMiddleman(
                "m" + number, address, "ephemeral:256", time, RunningTransport.nio(), System.nanoTime());
        tick(middleman);
        long before = ka.totals().middleMen();
        RunningEnrolment enrolment =
                new RunningEnrolment(middleman.relay(), "operator " + number, List.of(front), control, time);
        Place place = new Place(middleman, enrolment, address);
        middlemen.add(place);
        until("the middle-man is registered", () -> ka.totals().middleMen() > before);
        return place;
    }

    /** Whoever is asked for the KA server's address from now on gets this one. */
    void front(int port) {
        front = new KaAddress("127.0.0.1", port, ka.address().kaId());
    }

    RunningKa ka() {
        return ka;
    }

    /** Ends the KA server. */
    void killKa() {
        ka.close();
    }

    /** Starts an empty one in the place of the one that ended. */
    void restartKa() throws Exception {
        int port = ka.address().port();
        ka = RunningKa.start(identity, port, time, new CoapServer());
    }

    RealmDocument realm() {
        return new RealmDocument(Ed25519.raw(realmKey.getPublic()), List.of(front), "", 1, 9_999_999_999L);
    }

    byte[] realmFile() {
        return realm().sign(realmKey);
    }

    Octets realmId() {
        return realm().realmId();
    }

    /** A peer at 127.0.{@code network}.1. */
    Peer peer(Identity key, int network, boolean sealed) {
        return describe(key, network).sealed(sealed).build();
    }

    /** The beginning of a peer at 127.0.{@code network}.1. */
    PeerBuilder describe(Identity key, int network) {
        return Peer.builder().realm(realm()).identity(key).control(control).bind(loopback(network, 1));
    }

    /** The peer of a program at the same address. */
    Peer agent(int network) {
        return Peer.builder()
                .realm(realm())
                .control(control)
                .bind(loopback(network, 1))
                .agent()
                .build();
    }

    static Endpoint loopback(int network, int host) {
        return Endpoint.ofIp4(0x7f00_0000 | network << 8 | host, 0);
    }

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(45);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for: " + what).isLessThan(endNs);
            Thread.sleep(10); // polls what no one notifies of; the bound is above
        }
    }

    @Override
    public void close() {
        for (Place place : middlemen) {
            place.enrolment().close();
            place.middleman().close();
        }
        ka.close();
        time.close();
    }

    private void tick(RunningMiddleman middleman) {
        time.after(TICK_NS, () -> {
            middleman.ticking().onTick(time.nowNs());
            tick(middleman);
        });
    }
}
