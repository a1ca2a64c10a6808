package dev.middleman.engine.shard;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.Vault;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes legs of what a commit asks for: names, keys, relay ports, and in mode H the claim of the address that the KA server
 * saw. An address that it claims passes through here on the heap; that is the price of mode H.
 */
final class LegMaker {
    private static final int ANY_PORT = 1;

    private final SessionTable table;
    private final Vault vault;
    private final Legs legs;
    private final RandomGenerator random;
    private final Set<LatchMode> modes;
    private int[] ports = {};
    private SourceRules rules;

    /** @param modes those that are offered */
    LegMaker(SessionTable table, RandomGenerator random, Set<LatchMode> modes, SourceRules rules) {
        this.table = table;
        this.vault = table.vault();
        this.legs = table.legs();
        this.random = random;
        this.modes = modes;
        this.rules = rules;
    }

    /** Gives out these relay ports from now on. */
    void use(int[] laneports) {
        ports = laneports;
    }

    /** Takes hints by these rules from now on. */
    void judgeBy(SourceRules newRules) {
        rules = newRules;
    }

    boolean offers(CommitRequest request) {
        return offers(request.a()) && offers(request.b());
    }

    private boolean offers(LegRequest leg) {
        return modes.contains(leg.mode()) && leg.hint().map(this::allowed).orElse(true);
    }

    private boolean allowed(Endpoint hint) {
        return rules.allows(hint.high(), hint.low(), ANY_PORT);
    }

    /** @return false when there is no relay port for a hint, or its source has all legs it may have; nothing changed then */
    boolean make(int slot, CommitRequest request) {
        int caller = Slots.callersLeg(slot);
        int called = Slots.calledLeg(slot);
        if (!claim(caller, request.a().hint())) {
            return false;
        }
        if (!claim(called, request.b().hint())) {
            table.leave(caller);
            return false;
        }
        name(caller, request.a().mode());
        name(called, request.b().mode());
        return true;
    }

    private boolean claim(int leg, Optional<Endpoint> hint) {
        if (hint.isEmpty()) {
            return true;
        }
        Endpoint address = hint.get();
        int first = ports.length == 0 ? 0 : random.nextInt(ports.length);
        for (int i = 0; i < ports.length; i++) {
            int port = ports[(first + i) % ports.length];
            if (table.isFree(port, address.high(), address.low())) {
                return table.claim(leg, port, address.high(), address.low());
            }
        }
        return false;
    }

    private void name(int leg, LatchMode mode) {
        byte[] key = new byte[Vault.KEY_BYTES];
        random.nextBytes(key);
        vault.setMode(leg, mode);
        table.addLeg(leg, newSid(), key);
        Arrays.fill(key, (byte) 0);
    }

    private long newSid() {
        long sid = random.nextLong();
        while (sid == 0 || table.ids().findLeg(sid) >= 0) {
            sid = random.nextLong();
        }
        return sid;
    }

    /** Whether the session's legs are what this asks for. */
    boolean areLike(int slot, CommitRequest request) {
        return isLike(Slots.callersLeg(slot), request.a()) && isLike(Slots.calledLeg(slot), request.b());
    }

    private boolean isLike(int leg, LegRequest request) {
        return vault.mode(leg) == request.mode()
                && request.hint()
                        .map(hint -> legs.claims(leg, legs.claimedPort(leg), hint.high(), hint.low()))
                        .orElse(true);
    }

    /** What the peer needs to know. */
    LegGrant grant(int leg) {
        byte[] key = new byte[Vault.KEY_BYTES];
        vault.copyKey(leg, key);
        long sid = vault.sid(leg);
        List<Integer> listed =
                vault.mode(leg) == LatchMode.HINT ? List.of(legs.claimedPort(leg)) : PortDraw.draw(ports, sid);
        return new LegGrant(listed, sid, key);
    }
}
