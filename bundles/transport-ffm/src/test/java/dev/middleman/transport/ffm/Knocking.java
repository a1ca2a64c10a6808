package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;

/** Latches legs as a peer does. For one thread. */
final class Knocking {
    private final KnockMac mac = new KnockMac();

    /** Knocks and proves; returns where the leg is served. */
    Endpoint latch(TrainSocket socket, LegGrant grant) {
        Endpoint relay = TrainSocket.LOOPBACK4.withPort(grant.ports().get(0));
        socket.send(relay, frame(grant, KnockType.KNOCK, 1, 0));
        byte[] challenge = await(socket, KnockType.CHALLENGE);
        socket.send(relay, frame(grant, KnockType.PROOF, 2, KnockFrame.cookie(challenge)));
        await(socket, KnockType.OK);
        return relay;
    }

    private static byte[] await(TrainSocket socket, KnockType type) {
        byte[] answer = socket.receive().bytes();
        assertThat(KnockFrame.type(answer)).isEqualTo(type);
        return answer;
    }

    private byte[] frame(LegGrant grant, KnockType type, long counter, long cookie) {
        byte[] frame = new byte[KnockFrame.BYTES];
        KnockFrame.start(frame, grant.sid(), type, 0);
        KnockFrame.setCounter(frame, counter);
        KnockFrame.setCookie(frame, cookie);
        mac.sign(grant.key(), KnockDirection.TO_MIDDLEMAN, frame);
        return frame;
    }
}
