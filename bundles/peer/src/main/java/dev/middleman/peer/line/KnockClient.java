package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.CloseReason;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockType;
import java.util.Arrays;
import java.util.Optional;

/**
 * The peer's half of the knock protocol: ties this side of a line to its middle-man, keeps it tied, and notices when the
 * middle-man is gone. No sockets, no clock: datagrams and the time come in as arguments, frames go out through
 * {@link FrameOut}.
 *
 * <p>For one thread, {@link #sentPayload} excepted, which any thread may call.
 *
 * <p>In latch mode A it knocks for a program on the same host: proves the IP address, and again every 5 s until
 * the program's first datagram has latched the leg.
 *
 * <p>Every frame that waits for an answer is repeated after 250, 500, 1000 and 2000 ms. An endpoint that says nothing is
 * left for the next one after 1.75 s, so that a family or port that is blocked on the way costs little of the 10 s that
 * connecting may take. A KEEP goes out 20 s after the last datagram in either direction: a peer that only sends would
 * otherwise never learn that its NAT gave it another port.
 */
public final class KnockClient {
    /** How long connecting may take. */
    public static final long CONNECT_NS = 10_000_000_000L;
    /** How long a latched leg waits for the other peer; the middle-man waits 30 s. */
    public static final long PARTNER_NS = 35_000_000_000L;
    /** The longest silence in either direction before a KEEP. */
    public static final long KEEP_NS = 20_000_000_000L;
    /** How often the middle-man is asked whether the other peer is there; its word on that may get lost. */
    public static final long ASK_PARTNER_NS = 1_000_000_000L;

    private static final long ARM_NS = 5_000_000_000L;
    private static final int KNOCKS_PER_ENDPOINT = 3;
    private static final int MISSES_TO_GIVE_UP = 2;

    private final Leg leg;
    private final Candidates candidates;
    private final Frames frames;

    private long heardCounter;
    private long framesReceived;
    private long startedNs;
    private long latchedNs;
    private long heardNs;
    private long keptNs;
    private long armedNs;
    private volatile long sentNs;

    private Endpoint target;
    private boolean partnerReady;
    private boolean programAwaited;
    private CloseReason closed;

    /** The frame that waits for an answer; null when none does. */
    private Pending pending;

    private int misses;

    public KnockClient(Leg leg, Claims claims, FrameOut out) {
        this.leg = leg;
        this.candidates = new Candidates(leg.endpoints(), claims);
        this.frames = new Frames(leg, out);
    }

    /** Begins to knock. */
    public void start(long nowNs) {
        startedNs = nowNs;
        heardNs = nowNs;
        sentNs = nowNs;
        knockAtNext(nowNs);
    }

    /**
     * Does what is due.
     *
     * @return when there is something to do next at the latest; {@link Long#MAX_VALUE} when the leg is closed
     */
    public long poll(long nowNs) {
        if (closed == null && nowNs - dueNs() >= 0) {
            onDue(nowNs);
        }
        return closed == null ? dueNs() : Long.MAX_VALUE;
    }

    /**
     * Takes a datagram of 44 bytes.
     *
     * @return whether it was control; otherwise it is payload
     */
    public boolean onFrame(Endpoint from, byte[] received, long nowNs) {
        if (!frames.isFrame(from, received)) {
            return false;
        }
        framesReceived++;
        if (closed == null) {
            react(from, received, nowNs);
        }
        return true;
    }

    /** A payload datagram came from the middle-man. Only a line whose both ends are latched carries any. */
    public void receivedPayload(Endpoint from, long nowNs) {
        if (closed != null) {
            return;
        }
        if (target == null && awaits(KnockType.PROOF) && pending.isTo(from)) {
            latch(from, nowNs); // the OK got lost or is late
        }
        if (from.equals(target)) {
            partnerReady = true;
            heard(nowNs);
        }
    }

    /** A payload datagram went to the middle-man. Any thread. */
    public void sentPayload(long nowNs) {
        sentNs = nowNs;
    }

    /** Says goodbye. */
    public void close(long nowNs) {
        if (closed == null) {
            Endpoint latchedAt = target == null && awaits(KnockType.PROOF) ? pending.to() : target;
            if (latchedAt != null) {
                send(KnockType.BYE, latchedAt, 0, nowNs);
            }
            end(CloseReason.LOCAL);
        }
    }

    /** Where payload goes; empty as long as the middle-man does not take any. */
    public Optional<Endpoint> target() {
        return Optional.ofNullable(target);
    }

    /** Whether the other peer is there. */
    public boolean partnerReady() {
        return partnerReady;
    }

    /** Whether datagrams pass: both legs are latched. */
    public boolean isReady() {
        return partnerReady && target != null && !programAwaited;
    }

    /** Why it is over; empty as long as it is not. */
    public Optional<CloseReason> closed() {
        return Optional.ofNullable(closed);
    }

    public long framesSent() {
        return frames.sent();
    }

    public long framesReceived() {
        return framesReceived;
    }

    private void react(Endpoint from, byte[] received, long nowNs) {
        switch (KnockFrame.type(received)) {
            case CHALLENGE -> onChallenge(from, KnockFrame.cookie(received), nowNs);
            case OK -> onOk(from, received, nowNs);
            case BUSY -> onBusy(from, nowNs);
            case BYE -> end(CloseReason.GOODBYE);
            default -> {
                // a middle-man sends nothing else
            }
        }
    }

    private void onChallenge(Endpoint from, long cookie, long nowNs) {
        // On a slow path the answer of an endpoint may come when the next one was tried already.
        boolean asked = pending != null && (pending.isTo(from) || awaits(KnockType.KNOCK) && candidates.isTried(from));
        boolean repeated = awaits(KnockType.PROOF) && pending.cookie() == cookie;
        if (asked && !repeated) {
            heardNs = nowNs;
            await(KnockType.PROOF, from, cookie, nowNs);
        }
    }

    private void onOk(Endpoint from, byte[] received, long nowNs) {
        boolean newest = KnockFrame.counter(received) > heardCounter;
        heardCounter = Math.max(heardCounter, KnockFrame.counter(received));
        partnerReady |= KnockFrame.has(received, KnockFrame.PARTNER_READY);
        if (newest) {
            programAwaited = KnockFrame.has(received, KnockFrame.ARM_IP);
        }
        if (target == null || newest && awaits(KnockType.PROOF) && pending.isTo(from)) {
            latch(from, nowNs);
        }
        if (from.equals(target)) {
            heard(nowNs);
        }
    }

    private void onBusy(Endpoint from, long nowNs) {
        if (pending != null && pending.isTo(from) && !awaits(KnockType.KEEP)) {
            candidates.busy(from);
            if (target != null) {
                startedNs = nowNs; // a NAT moved this leg onto another one: connecting begins anew
                target = null;
            }
            knockAtNext(nowNs);
        }
    }

    private void latch(Endpoint at, long nowNs) {
        latchedNs = at.equals(target) ? latchedNs : nowNs;
        target = at;
        armedNs = nowNs;
        keptNs = nowNs;
        candidates.keepOnly(at);
        heard(nowNs);
    }

    private void heard(long nowNs) {
        heardNs = nowNs;
        pending = null;
        misses = 0;
    }

    private long dueNs() {
        if (target == null) {
            return Math.min(pending.dueNs() - startedNs, CONNECT_NS) + startedNs;
        }
        if (pending != null) {
            return pending.dueNs();
        }
        if (programAwaited) {
            return armedNs + ARM_NS;
        }
        if (!partnerReady) {
            return keptNs + ASK_PARTNER_NS;
        }
        return (sentNs - heardNs < 0 ? sentNs : heardNs) + KEEP_NS;
    }

    private void onDue(long nowNs) {
        if (target == null && nowNs - startedNs >= CONNECT_NS) {
            end(CloseReason.NO_ANSWER);
        } else if (target != null && !partnerReady && nowNs - latchedNs >= PARTNER_NS) {
            send(KnockType.BYE, target, 0, nowNs);
            end(CloseReason.NO_PARTNER);
        } else if (pending == null) {
            await(programAwaited ? KnockType.KNOCK : KnockType.KEEP, target, 0, nowNs);
        } else if (pending.mayRepeat(awaits(KnockType.KNOCK) ? KNOCKS_PER_ENDPOINT : Pending.MAX_SENT)) {
            sendPending(nowNs);
        } else if (target == null) {
            knockAtNext(nowNs);
        } else if (++misses >= MISSES_TO_GIVE_UP) {
            end(CloseReason.MIDDLEMAN_GONE);
        } else {
            await(KnockType.KEEP, target, 0, nowNs);
        }
    }

    private void knockAtNext(long nowNs) {
        Endpoint next = candidates.next();
        if (next != null) {
            await(KnockType.KNOCK, next, 0, nowNs);
        } else {
            end(leg.endpoints().isEmpty() ? CloseReason.NO_ANSWER : CloseReason.BUSY);
        }
    }

    private boolean awaits(KnockType type) {
        return pending != null && pending.type() == type;
    }

    private void await(KnockType type, Endpoint to, long cookie, long nowNs) {
        pending = new Pending(type, to, cookie);
        sendPending(nowNs);
    }

    private void sendPending(long nowNs) {
        if (awaits(KnockType.KEEP)) {
            keptNs = nowNs;
        }
        pending.sent(nowNs);
        send(pending.type(), pending.to(), pending.cookie(), nowNs);
    }

    private void send(KnockType type, Endpoint to, long cookie, long nowNs) {
        sentNs = nowNs;
        frames.send(type, to, cookie);
    }

    private void end(CloseReason reason) {
        closed = reason;
        pending = null;
        target = null;
        partnerReady = false;
        candidates.keepOnly(null);
        Arrays.fill(leg.key(), (byte) 0);
    }
}
