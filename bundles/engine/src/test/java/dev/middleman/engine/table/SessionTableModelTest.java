package dev.middleman.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table against a naive one made of maps, through random operations. */
class SessionTableModelTest {
    private static final int CAPACITY = 50;
    private static final int OPERATIONS = 100_000;
    private static final int LEGS_PER_SOURCE = 5;

    private final long seed = Long.getLong("middleman.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final DirectMemory memory = new DirectMemory();
    private final SourceCounts sources = new SourceCounts(memory, CAPACITY, LEGS_PER_SOURCE, random.nextLong());
    private final SessionTable table = new SessionTable(memory, CAPACITY, true, sources, random);

    /** @param port 0 for an address that is only claimed */
    private record Flow(int relayPort, long high, long low, int port) {
        boolean isLatched() {
            return port != 0;
        }
    }

    private static final class Session {
        private final long handleHigh;
        private final long handleLow;
        private final long[] sids = new long[2];
        private final Flow[] flows = new Flow[2];
        private final boolean[] claims = new boolean[2];

        Session(long handleHigh, long handleLow) {
            this.handleHigh = handleHigh;
            this.handleLow = handleLow;
        }
    }

    private final Map<Integer, Session> model = new HashMap<>();
    private final List<Session> ended = new ArrayList<>();

    @Test
    void shouldAgreeWithANaiveTable() {
        System.out.println("SessionTableModelTest seed " + seed);
        int full = 0;
        int overLimit = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            switch (random.nextInt(9)) {
                case 0, 1 -> full += open() ? 0 : 1;
                case 2 -> reserve();
                case 3, 4, 5 -> overLimit += latch() ? 0 : 1;
                case 6 -> end();
                case 7 -> overLimit += claim() ? 0 : 1;
                default -> check();
            }
        }
        assertThat(full).isPositive();
        assertThat(overLimit).isPositive();
        model.keySet().stream().toList().forEach(this::endSlot);
        check();
        table.allBytes().forEach(bytes -> assertThat(onlyFreeListLeft(bytes)).isTrue());
        assertThat(nonZero(sources.bytes())).isZero();
    }

    private boolean open() {
        Session session = new Session(random.nextLong(), random.nextLong());
        int slot = table.open(session.handleHigh, session.handleLow);
        assertThat(slot < 0).isEqualTo(model.size() == CAPACITY);
        if (slot >= 0) {
            assertThat(model.put(slot, session)).isNull();
        }
        return slot >= 0;
    }

    private void reserve() {
        Integer slot = anySlot();
        if (slot == null || model.get(slot).sids[0] != 0) {
            return;
        }
        byte[] key = new byte[Vault.KEY_BYTES];
        for (int side = 0; side < 2; side++) {
            long sid = random.nextLong() | 1;
            random.nextBytes(key);
            table.addLeg(slot * 2 + side, sid, key);
            model.get(slot).sids[side] = sid;
        }
        table.enter(slot, SessionState.RESERVED);
    }

    private boolean latch() {
        Integer slot = anySlot();
        if (slot == null || model.get(slot).sids[0] == 0) {
            return true;
        }
        int side = random.nextInt(2);
        boolean claims = model.get(slot).claims[side];
        Flow before = model.get(slot).flows[side];
        // What claims an address latches there and nowhere else.
        Flow flow = claims ? new Flow(before.relayPort, before.high, before.low, 1 + random.nextInt(4)) : randomFlow();
        if (find(flow) >= 0 || !claims && isClaimed(flow)) {
            return true;
        }
        boolean stays = before != null && source(before) == source(flow);
        boolean allowed = stays || countFrom(flow) < LEGS_PER_SOURCE;
        int leg = slot * 2 + side;
        assertThat(table.latch(leg, flow.relayPort, flow.high, flow.low, flow.port))
                .isEqualTo(allowed);
        if (allowed) {
            model.get(slot).flows[side] = flow;
        }
        return allowed;
    }

    private boolean claim() {
        Integer slot = anySlot();
        if (slot == null || model.get(slot).sids[0] == 0) {
            return true;
        }
        int side = random.nextInt(2);
        Flow any = randomFlow();
        Flow flow = new Flow(any.relayPort, any.high, any.low, 0);
        // The table may call a port used that is free, but not the other way round.
        boolean free = table.isFree(flow.relayPort, flow.high, flow.low);
        assertThat(free && isUsed(flow)).isFalse();
        if (!free) {
            return true;
        }
        Flow before = model.get(slot).flows[side];
        boolean stays = before != null && source(before) == source(flow);
        boolean allowed = stays || countFrom(flow) < LEGS_PER_SOURCE;
        assertThat(table.claim(slot * 2 + side, flow.relayPort, flow.high, flow.low))
                .isEqualTo(allowed);
        if (allowed) {
            model.get(slot).flows[side] = flow;
            model.get(slot).claims[side] = true;
        }
        return allowed;
    }

    private boolean isClaimed(Flow flow) {
        return table.claims().find(flow.relayPort, flow.high, flow.low) >= 0;
    }

    private boolean isUsed(Flow flow) {
        return model.values().stream()
                .flatMap(session -> Stream.of(session.flows))
                .anyMatch(other -> other != null
                        && other.relayPort == flow.relayPort
                        && other.high == flow.high
                        && other.low == flow.low);
    }

    private void end() {
        Integer slot = anySlot();
        if (slot != null && random.nextInt(3) == 0) {
            endSlot(slot);
        }
    }

    private void endSlot(int slot) {
        table.end(slot);
        ended.add(model.remove(slot));
        if (ended.size() > 20) {
            ended.remove(0);
        }
    }

    private void check() {
        model.forEach((slot, session) -> {
            assertThat(table.ids().findSlot(session.handleHigh, session.handleLow))
                    .isEqualTo(slot);
            assertThat(table.ids().findSlot(session.handleHigh, session.handleLow + 1))
                    .isEqualTo(-1);
            for (int side = 0; side < 2; side++) {
                checkLeg(slot * 2 + side, session.sids[side], session.flows[side]);
                if (session.claims[side]) {
                    Flow claimed = session.flows[side];
                    assertThat(table.claims().find(claimed.relayPort, claimed.high, claimed.low))
                            .isEqualTo(slot * 2 + side);
                }
            }
        });
        for (Session session : ended) {
            assertThat(table.ids().findSlot(session.handleHigh, session.handleLow))
                    .isEqualTo(-1);
            for (int side = 0; side < 2; side++) {
                assertThat(table.ids().findLeg(session.sids[side])).isEqualTo(-1);
            }
        }
        Flow stranger = randomFlow();
        assertThat(table.flows().find(stranger.relayPort, stranger.high, stranger.low, stranger.port))
                .isEqualTo(find(stranger));
    }

    private void checkLeg(int leg, long sid, Flow flow) {
        if (sid != 0) {
            assertThat(table.ids().findLeg(sid)).isEqualTo(leg);
        }
        assertThat(table.legs().isLatched(leg)).isEqualTo(flow != null && flow.isLatched());
        if (flow != null && flow.isLatched()) {
            assertThat(table.flows().find(flow.relayPort, flow.high, flow.low, flow.port))
                    .isEqualTo(leg);
            assertThat(table.legs().partnerLow(leg ^ 1)).isEqualTo(flow.low);
            assertThat(table.legs().partnerPort(leg ^ 1)).isEqualTo(flow.port);
            assertThat(table.legs().partnerRelayPort(leg ^ 1)).isEqualTo(flow.relayPort);
            assertThat(sources.of(flow.high, flow.low)).isEqualTo(countFrom(flow));
        }
    }

    private Integer anySlot() {
        return model.isEmpty() ? null : List.copyOf(model.keySet()).get(random.nextInt(model.size()));
    }

    /** Few enough that flows and sources meet again. */
    private Flow randomFlow() {
        boolean ip4 = random.nextBoolean();
        long high = ip4 ? 0 : 0x2620_0000_0000_0000L + random.nextInt(6);
        long low = ip4 ? 0x0000_ffff_0808_0000L + random.nextInt(6) : random.nextInt(3);
        return new Flow(20_000 + random.nextInt(3), high, low, 1 + random.nextInt(4));
    }

    private int find(Flow flow) {
        for (Map.Entry<Integer, Session> entry : model.entrySet()) {
            for (int side = 0; side < 2; side++) {
                if (flow.equals(entry.getValue().flows[side])) {
                    return entry.getKey() * 2 + side;
                }
            }
        }
        return -1;
    }

    private int countFrom(Flow flow) {
        int count = 0;
        for (Session session : model.values()) {
            for (Flow other : session.flows) {
                count += other != null && source(other) == source(flow) ? 1 : 0;
            }
        }
        return count;
    }

    private static long source(Flow flow) {
        return flow.high == 0 ? flow.low : flow.high;
    }

    /** A free record holds nothing but the number of the next one. */
    private static boolean onlyFreeListLeft(java.nio.ByteBuffer bytes) {
        return nonZero(bytes) <= CAPACITY * Integer.BYTES;
    }

    private static int nonZero(java.nio.ByteBuffer bytes) {
        int count = 0;
        for (int i = 0; i < bytes.limit(); i++) {
            count += bytes.get(i) != 0 ? 1 : 0;
        }
        return count;
    }
}
