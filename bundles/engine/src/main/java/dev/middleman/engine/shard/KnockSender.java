package dev.middleman.engine.shard;

import dev.middleman.api.transport.Lane;
import dev.middleman.engine.table.Legs;
import dev.middleman.engine.table.Vault;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.Arrays;

/**
 * Sends control frames: as an answer to a knock, where it came from, or to a leg's latched address. Each takes the leg's next
 * counter. Without a lane, nothing is sent.
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

    /** Sends a frame to where the leg is latched; does nothing when it is not. */
    void tell(int leg, KnockType type, int flags) {
        if (lane != null && legs.isLatched(leg)) {
            write(leg, type, flags, 0);
            lane.sendKnock(legs.relayPort(leg), legs.high(leg), legs.low(leg), legs.port(leg), frame);
            Arrays.fill(frame, (byte) 0);
        }
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
