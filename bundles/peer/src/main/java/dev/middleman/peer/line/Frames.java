package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;

/** Writes a leg's frames, each with the next counter, and knows the middle-man's. For one thread. */
final class Frames {
    private final Leg leg;
    private final FrameOut out;
    private final KnockMac mac = new KnockMac();
    private final byte[] frame = new byte[KnockFrame.BYTES];
    private long counter;

    Frames(Leg leg, FrameOut out) {
        this.leg = leg;
        this.out = out;
    }

    void send(KnockType type, Endpoint to, long cookie) {
        KnockFrame.start(frame, leg.sid(), type, flags(type));
        KnockFrame.setCounter(frame, ++counter);
        KnockFrame.setCookie(frame, cookie);
        mac.sign(leg.key(), KnockDirection.TO_MIDDLEMAN, frame);
        out.send(to, frame);
    }

    private int flags(KnockType type) {
        if (leg.mode() != LatchMode.ARM) {
            return 0;
        }
        return type == KnockType.PROOF ? KnockFrame.CONTROL | KnockFrame.ARM_IP : KnockFrame.CONTROL;
    }

    /** Whether these bytes are a frame of the leg's middle-man. */
    boolean isFrame(Endpoint from, byte[] received) {
        return KnockFrame.isWellFormed(received)
                && KnockFrame.sid(received) == leg.sid()
                && leg.endpoints().contains(from)
                && mac.verify(leg.key(), KnockDirection.TO_PEER, received);
    }

    /** How many were sent. */
    long sent() {
        return counter;
    }
}
