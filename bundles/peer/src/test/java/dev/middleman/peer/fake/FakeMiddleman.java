package dev.middleman.peer.fake;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.line.Addresses;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** As much of a middle-man as a peer can see of one, on loopback. Its cookies are its counters: it trusts everybody. */
public final class FakeMiddleman implements AutoCloseable {
    public static final int PORTS = 8;

    /** A leg: what a peer is told, and where it latched. */
    public static final class FakeLeg {
        public final long sid;
        public final byte[] key = new byte[KnockMac.KEY_BYTES];
        private FakeLeg partner;
        private DatagramChannel at;
        private InetSocketAddress peer;
        private long counter;

        FakeLeg(SecureRandom random) {
            sid = random.nextLong();
            random.nextBytes(key);
        }
    }

    /** The legs at which somebody knocked. */
    public final Set<Long> knocked = ConcurrentHashMap.newKeySet();

    private final Selector selector = Selector.open();
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final List<Endpoint> all = new ArrayList<>();
    private final List<FakeLeg> legs = new CopyOnWriteArrayList<>();
    private final SecureRandom random = new SecureRandom();
    private final KnockMac mac = new KnockMac();
    private final Thread thread = new Thread(this::run, "fake-middle-man");
    private volatile boolean leaving;

    public FakeMiddleman() throws IOException {
        for (int i = 0; i < PORTS; i++) {
            DatagramChannel channel = DatagramChannel.open();
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress("127.0.0.1", 0));
            channel.register(selector, SelectionKey.OP_READ);
            channels.add(channel);
            all.add(Addresses.endpointOf((InetSocketAddress) channel.getLocalAddress()));
        }
        thread.start();
    }

    /** Two legs of a new session. */
    public List<FakeLeg> session() {
        FakeLeg a = new FakeLeg(random);
        FakeLeg b = new FakeLeg(random);
        a.partner = b;
        b.partner = a;
        legs.add(a);
        legs.add(b);
        return List.of(a, b);
    }

    /** Three of its ports. */
    public List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        int first = random.nextInt(PORTS);
        for (int i = 0; i < 3; i++) {
            endpoints.add(all.get((first + i) % PORTS));
        }
        return endpoints;
    }

    public Set<Integer> ports() {
        return all.stream().map(Endpoint::port).collect(Collectors.toSet());
    }

    /** How many sessions there are. */
    public int sessions() {
        return legs.size() / 2;
    }

    /** Says goodbye to everyone who is latched and forgets all sessions. */
    public void leave() {
        leaving = true;
        selector.wakeup();
    }

    private void sayGoodbye() throws IOException {
        for (FakeLeg leg : legs) {
            if (leg.at != null) {
                answer(leg, leg.at, leg.peer, KnockType.BYE);
            }
        }
        legs.clear();
    }

    /** As when the process was killed: no goodbye. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
            for (DatagramChannel channel : channels) {
                channel.close();
            }
        } catch (InterruptedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(65_535);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                selector.select();
                if (leaving) {
                    sayGoodbye();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    DatagramChannel channel = (DatagramChannel) key.channel();
                    buffer.clear();
                    InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
                    if (from != null) {
                        onDatagram(channel, from, buffer.flip());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void onDatagram(DatagramChannel at, InetSocketAddress from, ByteBuffer datagram) throws IOException {
        if (datagram.remaining() == KnockFrame.BYTES) {
            byte[] frame = new byte[KnockFrame.BYTES];
            datagram.duplicate().get(frame);
            for (FakeLeg leg : legs) {
                if (leg.sid == KnockFrame.sid(frame) && mac.verify(leg.key, KnockDirection.TO_MIDDLEMAN, frame)) {
                    onKnock(leg, at, from, frame);
                    return;
                }
            }
        }
        for (FakeLeg leg : legs) {
            if (leg.at == at && from.equals(leg.peer) && leg.partner.at != null) {
                leg.partner.at.send(datagram, leg.partner.peer);
                return;
            }
        }
    }

    private void onKnock(FakeLeg leg, DatagramChannel at, InetSocketAddress from, byte[] frame) throws IOException {
        knocked.add(leg.sid);
        boolean taken = legs.stream().anyMatch(l -> l != leg && l.at == at && from.equals(l.peer));
        boolean here = leg.at == at && from.equals(leg.peer);
        switch (KnockFrame.type(frame)) {
            case KNOCK -> answer(leg, at, from, taken ? KnockType.BUSY : KnockType.CHALLENGE);
            case KEEP -> answer(leg, at, from, here ? KnockType.OK : KnockType.CHALLENGE);
            case PROOF -> {
                boolean first = leg.at == null;
                leg.at = at;
                leg.peer = from;
                answer(leg, at, from, KnockType.OK);
                if (first && leg.partner.at != null) {
                    answer(leg.partner, leg.partner.at, leg.partner.peer, KnockType.OK);
                }
            }
            case BYE -> {
                if (leg.partner.at != null) {
                    answer(leg.partner, leg.partner.at, leg.partner.peer, KnockType.BYE);
                }
                legs.remove(leg);
                legs.remove(leg.partner);
            }
            default -> throw new IllegalStateException("a peer sends no such frame");
        }
    }

    private void answer(FakeLeg leg, DatagramChannel at, InetSocketAddress to, KnockType type) throws IOException {
        byte[] frame = new byte[KnockFrame.BYTES];
        boolean ready = type == KnockType.OK && leg.partner.at != null;
        KnockFrame.start(frame, leg.sid, type, ready ? KnockFrame.PARTNER_READY : 0);
        KnockFrame.setCounter(frame, ++leg.counter);
        KnockFrame.setCookie(frame, type == KnockType.CHALLENGE ? leg.counter : 0);
        mac.sign(leg.key, KnockDirection.TO_PEER, frame);
        at.send(ByteBuffer.wrap(frame), to);
    }
}
