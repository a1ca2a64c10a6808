package dev.middleman.benchmarks.ka;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.NonceAnswer;
import dev.middleman.wire.control.Offer;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Response;

/** One peer of the load. Lives on the thread of the {@link ManySockets}. */
final class Peer {
    /** What it asks for, in this order when it arrives. */
    enum Step {
        CONNECT,
        NONCE,
        REGISTER,
        OBSERVE,
        REFRESH,
        LOOK_UP,
        ANSWER
    }

    /** Told of every answer. */
    interface Crew {
        /** @param tookNs from the first transmission to the answer */
        void answered(Peer peer, Step step, boolean good, long tookNs);
    }

    private record Asked(Step step, int mid, byte[] message, long firstNs) {}

    private static final byte[] NOTHING = {};
    private static final Octets REALM = Octets.of(new byte[32]);
    private static final int LIFETIME_SECONDS = 3_600;
    private static final int PING_TOKEN = 0;
    private static final int OBSERVE_TOKEN = 1;
    private static final int TOKENS = 100;

    private final ManySockets sockets;
    private final InetSocketAddress label;
    private final Crew crew;
    private final KeyPair key = Ed25519.generate();
    private final Map<Integer, Asked> waiting = new HashMap<>();
    private final Map<Integer, Asked> unheard = new HashMap<>();
    private int mid;
    private int token;
    private String cap;
    private Octets lastOffer = Octets.EMPTY;

    Peer(ManySockets sockets, InetSocketAddress label, Crew crew) {
        this.sockets = sockets;
        this.label = label;
        this.crew = crew;
    }

    InetSocketAddress label() {
        return label;
    }

    Pid pid() {
        return Pid.of(REALM, Ed25519.raw(key.getPublic()));
    }

    /** A ping, for which the DTLS layer shakes hands if it has not yet. */
    void connect() {
        ask(Step.CONNECT, PING_TOKEN, Coap.ping(++mid));
    }

    void askNonce() {
        ask(Step.NONCE, Code.GET, NOTHING, "n");
    }

    void observe() {
        ask(Step.OBSERVE, OBSERVE_TOKEN, Coap.request(Code.GET, ++mid, OBSERVE_TOKEN, true, NOTHING, "p", cap, "in"));
    }

    void refresh() {
        ask(Step.REFRESH, Code.POST, NOTHING, "p", cap);
    }

    void lookUp(Pid target, long txn) {
        Octets octets = Octets.of(ByteBuffer.allocate(8).putLong(txn).array());
        LookUp body = new LookUp(
                REALM,
                target,
                octets,
                Octets.EMPTY,
                Octets.EMPTY,
                Octets.EMPTY,
                Families.BOTH,
                LatchMode.KNOCK,
                1,
                1,
                List.of());
        ask(Step.LOOK_UP, Code.POST, body.encode(), "x");
    }

    private void register(byte[] nonceAnswer) throws WireException {
        NonceAnswer nonce = NonceAnswer.parse(nonceAnswer);
        RegisterPeer body = new RegisterPeer(
                REALM, nonce.nonce(), LIFETIME_SECONDS, Accept.ASK, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY);
        ProofContext context = ProofContext.ofPeer(REALM, nonce.kaId(), nonce.nonce());
        ask(
                Step.REGISTER,
                Code.POST,
                SignedRequest.sign(body.encode(), context, key).encode(),
                "p");
    }

    private void consent(byte[] inbox) throws WireException {
        for (Offer offer : Inbox.parse(inbox).offers()) {
            if (!offer.iid().equals(lastOffer)) {
                lastOffer = offer.iid();
                byte[] yes = new TargetAnswer(true, Octets.EMPTY, Families.BOTH, LatchMode.KNOCK).encode();
                ask(Step.ANSWER, Code.POST, yes, "x", lastOffer.toBase64Url());
            }
        }
    }

    private void ask(Step step, Code code, byte[] payload, String... path) {
        token = token % TOKENS + 1;
        int own = OBSERVE_TOKEN + token;
        ask(step, own, Coap.request(code, ++mid, own, false, payload, path));
    }

    private void ask(Step step, int itsToken, byte[] message) {
        Asked asked = new Asked(step, mid, message, System.nanoTime());
        mid &= 0xffff;
        waiting.put(itsToken, asked);
        unheard.put(asked.mid(), asked);
        sockets.send(label, message);
    }

    /** Sends again what was not heard for so long. @return how many messages that were */
    int sendAgain(long nowNs, long afterNs) {
        int count = 0;
        for (Asked asked : unheard.values()) {
            if (nowNs - asked.firstNs() > afterNs) {
                sockets.send(label, asked.message());
                count++;
            }
        }
        return count;
    }

    void receive(byte[] datagram) {
        Message message = Coap.parse(datagram);
        if (message.getType() == Type.ACK || message.getType() == Type.RST) {
            unheard.remove(message.getMID());
        }
        if (message.getType() == Type.CON) {
            sockets.send(label, Coap.acknowledgement(message.getMID()));
        }
        if (message.getType() == Type.RST) {
            answered(waiting.remove(PING_TOKEN), null);
        } else if (message instanceof Response response) {
            int itsToken = response.getToken().getBytes()[0];
            Asked asked = waiting.remove(itsToken);
            if (asked != null) {
                answered(asked, response);
            } else if (itsToken == OBSERVE_TOKEN) {
                try {
                    consent(response.getPayload());
                } catch (WireException e) {
                    throw new IllegalStateException("no inbox", e);
                }
            }
        }
    }

    private void answered(Asked asked, Response response) {
        if (asked == null) {
            return;
        }
        unheard.remove(asked.mid());
        boolean good = response == null || response.isSuccess();
        try {
            if (good && asked.step() == Step.NONCE) {
                register(response.getPayload());
            } else if (good && asked.step() == Step.REGISTER) {
                List<String> location = response.getOptions().getLocationPath();
                cap = location.get(location.size() - 1);
            } else if (good
                    && asked.step() == Step.OBSERVE
                    && !response.getOptions().hasObserve()) {
                good = false;
            }
        } catch (WireException e) {
            good = false;
        }
        crew.answered(this, asked.step(), good, System.nanoTime() - asked.firstNs());
    }
}
