package dev.middleman.engine.shard;

import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.transport.Lane;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.Slots;
import dev.middleman.engine.table.Vault;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.Arrays;

/**
 * Sends control frames: as an answer to a knock, where it came from, or to whoever looks after a leg. Each takes the leg's next
 * counter. Without a lane, nothing is sent.
 *
 * <p>A leg in mode K is looked after at its latched address, one in mode A by the agent's own socket. In mode H there is only a
 * program that knows nothing of us, and it is told nothing.
 */
final class KnockSender {
    private final Vault vault;
    private final Legs legs;
    private final KnockMac mac;
    private final byte[] frame = new byte[KnockFrame.BYTES];
    private final byte[] key = new byte[KnockMac.KEY_BYTES];
    private Lane lane;

    KnockSender(Vault vault, Legs legs, KnockMac mac) {
        this.vault = vault;
        this.legs = legs;
        this.mac = mac;
    }

    /** @param lane from now on; null when the shard has none */
    void use(Lane lane) {
        this.lane = lane;
    }

    /** Answers a knock at its source; an answer is as large as what it answers. */
    void answer(Knock knock, KnockType type, int flags, long cookie) {
        if (lane != null) {
            write(knock.leg(), type, flags, cookie);
            lane.sendKnock(knock.relayPort(), knock.high(), knock.low(), knock.port(), frame);
            Arrays.fill(frame, (byte) 0);
        }
    }

    /** Answers OK: whether the other leg is latched, and whether this one still waits for its program. */
    void answerOk(Knock knock) {
        answer(knock, KnockType.OK, okFlags(knock.leg()), 0);
    }

    /** Tells both sides that a leg latched; the one in mode K learns it by the answer to its PROOF. */
    void tellLatched(int leg) {
        if (vault.mode(leg) == LatchMode.ARM) {
            tell(leg, KnockType.OK, okFlags(leg));
        }
        int partner = Slots.partner(leg);
        tell(partner, KnockType.OK, okFlags(partner));
    }

    private int okFlags(int leg) {
        int ready = legs.partnerRelayPort(leg) == 0 ? 0 : KnockFrame.PARTNER_READY;
        boolean waits = vault.mode(leg) == LatchMode.ARM && !legs.isLatched(leg);
        return waits ? ready | KnockFrame.ARM_IP : ready;
    }

    /**
     * Sends a frame to whoever looks after the leg; does nothing while there is nobody.
     *
     * @return false when somebody was to be told, and the socket did not take it
     */
    boolean tell(int leg, KnockType type, int flags) {
        boolean byItself = vault.mode(leg) == LatchMode.KNOCK;
        int relayPort = byItself ? legs.relayPort(leg) : legs.claimedPort(leg);
        int port = byItself ? legs.port(leg) : legs.controlPort(leg);
        if (lane != null && relayPort != 0 && port != 0) {
            write(leg, type, flags, 0);
            boolean sent = lane.sendKnock(relayPort, legs.high(leg), legs.low(leg), port, frame);
            Arrays.fill(frame, (byte) 0);
            return sent;
        }
        return true;
    }

    private void write(int leg, KnockType type, int flags, long cookie) {
        KnockFrame.start(frame, vault.sid(leg), type, flags);
        KnockFrame.setCounter(frame, vault.nextToSend(leg));
        KnockFrame.setCookie(frame, cookie);
        vault.copyKey(leg, key);
        mac.sign(key, KnockDirection.TO_PEER, frame);
        Arrays.fill(key, (byte) 0);
    }
}
