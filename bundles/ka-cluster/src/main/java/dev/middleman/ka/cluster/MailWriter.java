package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.control.Answer;
import dev.middleman.api.net.Endpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes bytes of mail; {@link MailReader} reads them. Stateless. */
final class MailWriter {
    /** The first byte: who reads another one drops the mail. */
    static final byte VERSION = 1;

    /** The second byte. */
    static final byte HELD = 1;

    static final byte GONE = 2;
    static final byte ALL_GONE = 3;
    static final byte OFFER = 4;
    static final byte RETRACTION = 5;
    static final byte CONSENT = 6;
    static final byte OUTCOME = 7;

    /** The most bytes: a full {@link Mail.Held} is the longest. */
    static final int MAX_BYTES = 8_192;

    private MailWriter() {}

    static byte[] write(Mail mail) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES).put(VERSION);
        if (mail instanceof Mail.Held held) {
            out.put(HELD).putShort((short) held.peers().size());
            held.peers().forEach(peer -> {
                put(out, peer.key());
                out.putLong(peer.stamp()).putInt(peer.seconds());
            });
        } else if (mail instanceof Mail.Gone gone) {
            put(out.put(GONE), gone.key());
        } else if (mail instanceof Mail.Post post) {
            write(out, post.letter());
        } else {
            out.put(ALL_GONE);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void put(ByteBuffer out, Directory.Key key) {
        out.putLong(key.high()).putLong(key.low());
    }

    private static void write(ByteBuffer out, Letter letter) {
        if (letter instanceof Letter.Offer offer) {
            out.put(OFFER).put(offer.id()).put(offer.to().realm());
            out.putLong(offer.to().high()).putLong(offer.to().low()).put(offer.caller());
            out.put(flag(offer.member())).putInt(offer.expiresMs());
            putSized(out, offer.blob());
        } else if (letter instanceof Letter.Retraction) {
            out.put(RETRACTION).put(letter.id());
        } else if (letter instanceof Letter.Consent consent) {
            out.put(CONSENT).put(consent.id());
            out.put((byte) consent.af().code()).put((byte) consent.latch().code());
            consent.hint().ifPresent(hint -> put(out, hint));
            putSized(out, consent.blob());
        } else if (letter instanceof Letter.Outcome outcome) {
            Answer answer = outcome.answer();
            out.put(OUTCOME).put(outcome.id());
            out.put((byte) answer.status().type()).put((byte) answer.status().detail());
            out.putInt(answer.maxAgeSeconds());
            putSized(out, answer.payload());
        }
    }

    private static byte flag(boolean on) {
        return (byte) (on ? 1 : 0);
    }

    /** Only with mode H, which says that it is there. */
    private static void put(ByteBuffer out, Endpoint hint) {
        out.putLong(hint.high()).putLong(hint.low());
    }

    private static void putSized(ByteBuffer out, byte[] bytes) {
        out.putShort((short) bytes.length).put(bytes);
    }
}
