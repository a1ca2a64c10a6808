package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what {@link MailWriter} writes. Any bytes give mail or nothing. Stateless. */
final class MailReader {
    private MailReader() {}

    /** @return empty for what is no mail, or mail of another version */
    static Optional<Mail> read(byte[] bytes) {
        if (bytes.length > MailWriter.MAX_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            require(in.get() == MailWriter.VERSION);
            Mail mail = mail(in);
            require(!in.hasRemaining());
            return Optional.of(mail);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Mail mail(ByteBuffer in) {
        byte kind = in.get();
        return switch (kind) {
            case MailWriter.HELD -> held(in);
            case MailWriter.GONE -> new Mail.Gone(key(in));
            case MailWriter.ALL_GONE -> new Mail.AllGone();
            case MailWriter.OFFER -> new Mail.Post(offer(in));
            case MailWriter.RETRACTION -> new Mail.Post(new Letter.Retraction(id(in)));
            case MailWriter.CONSENT -> new Mail.Post(consent(in));
            case MailWriter.OUTCOME -> new Mail.Post(outcome(in));
            default -> throw new IllegalArgumentException("another kind");
        };
    }

    private static Mail held(ByteBuffer in) {
        int count = in.getShort();
        require(count >= 1 && count <= Mail.Held.MAX_PEERS);
        List<Directory.Told> peers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Directory.Told told = new Directory.Told(key(in), in.getLong(), in.getInt());
            require(told.stamp() >= 0 && told.stamp() < Long.MAX_VALUE && told.seconds() > 0);
            peers.add(told);
        }
        return new Mail.Held(List.copyOf(peers));
    }

    private static Directory.Key key(ByteBuffer in) {
        return new Directory.Key(in.getLong(), in.getLong());
    }

    private static Letter offer(ByteBuffer in) {
        byte[] id = id(in);
        PeerName to = new PeerName(take(in, PeerName.REALM_BYTES), in.getLong(), in.getLong());
        byte[] caller = take(in, Letter.MARK_BYTES);
        byte member = in.get();
        require(member == 0 || member == 1);
        return new Letter.Offer(id, to, caller, member == 1, in.getInt(), takeSized(in));
    }

    private static Letter consent(ByteBuffer in) {
        byte[] id = id(in);
        byte af = in.get();
        byte latch = in.get();
        Families families = only(Stream.of(Families.values()).filter(one -> one.code() == af));
        LatchMode mode = only(Stream.of(LatchMode.values()).filter(one -> one.code() == latch));
        Optional<Endpoint> hint =
                mode == LatchMode.HINT ? Optional.of(new Endpoint(in.getLong(), in.getLong(), 0)) : Optional.empty();
        return new Letter.Consent(id, families, mode, hint, takeSized(in));
    }

    private static Letter outcome(ByteBuffer in) {
        byte[] id = id(in);
        byte type = in.get();
        byte detail = in.get();
        Status status = only(Stream.of(Status.values()).filter(one -> one.type() == type && one.detail() == detail));
        int maxAge = in.getInt();
        require(maxAge >= -1);
        return new Letter.Outcome(id, new Answer(status, takeSized(in), "", maxAge));
    }

    private static <T> T only(Stream<T> matching) {
        return matching.findFirst().orElseThrow(() -> new IllegalArgumentException("another code"));
    }

    private static byte[] id(ByteBuffer in) {
        return take(in, Letter.ID_BYTES);
    }

    private static byte[] takeSized(ByteBuffer in) {
        int length = in.getShort();
        require(length >= 0 && length <= in.remaining());
        return take(in, length);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static void require(boolean so) {
        if (!so) {
            throw new IllegalArgumentException("no mail");
        }
    }
}
