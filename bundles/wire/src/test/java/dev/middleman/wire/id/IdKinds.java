package dev.middleman.wire.id;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.Kind;
import dev.middleman.wire.Rnd;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.RealmDocument.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Everything else that is parsed. */
public final class IdKinds {
    private static final Octets RAW = Ed25519.raw(Ed25519.generate().getPublic());

    private IdKinds() {}

    public static List<Kind<?>> all() {
        return List.of(
                new Kind<>("SignedRequest", IdKinds::signedRequest, SignedRequest::encode, SignedRequest::parse),
                new Kind<>("realm file", IdKinds::envelope, Envelope::encode, Envelope::parse),
                new Kind<>(
                        "RealmDocument", IdKinds::realmDocument, d -> d.body().toArray(), IdKinds::fromBody),
                new Kind<>("KaAddress", IdKinds::kaAddress, a -> bytes(a.text()), b -> KaAddress.parse(text(b))),
                new Kind<>(
                        "Pid", r -> new Pid(r.nextLong(), r.nextLong()), p -> bytes(p.text()), b -> Pid.parse(text(b))),
                new Kind<Endpoint>("IpText", Rnd::ip, e -> bytes(IpText.format(e)), b -> IpText.parse(text(b))),
                new Kind<>(
                        "CallerBlob",
                        r -> new CallerBlob(Rnd.octets(r, 32)),
                        b -> b.encode().toArray(),
                        b -> CallerBlob.parse(Octets.of(b))),
                new Kind<>("TargetBlob", IdKinds::targetBlob, TargetBlob::encode, TargetBlob::parse),
                new Kind<>(
                        "SealedBlob",
                        r -> new SealedBlob(Rnd.octets(r, 32), Rnd.octets(r, 144)),
                        b -> b.encode().toArray(),
                        b -> SealedBlob.parse(Octets.of(b))),
                new Kind<>("public key", r -> RAW, Octets::toArray, b -> Ed25519.raw(Ed25519.publicKey(Octets.of(b)))));
    }

    private static SignedRequest signedRequest(RandomGenerator r) {
        return new SignedRequest(
                Rnd.octets(r, Rnd.between(r, 2, SignedRequest.MAX_BODY)), Rnd.octets(r, 32), Rnd.octets(r, 64));
    }

    private static TargetBlob targetBlob(RandomGenerator r) {
        return new TargetBlob(Rnd.octets(r, 32), Rnd.octets(r, 32), Rnd.octets(r, 64));
    }

    private static RealmDocument realmDocument(RandomGenerator r) {
        return new RealmDocument(
                RAW,
                Rnd.list(r, 1, 3, IdKinds::kaAddress),
                Rnd.text(r, 64),
                r.nextLong(1L << 53),
                r.nextLong(1L << 53));
    }

    private static KaAddress kaAddress(RandomGenerator r) {
        String host = r.nextBoolean() ? "ka" + r.nextInt(100) + ".example" : IpText.format(Rnd.ip(r));
        return new KaAddress(host, Rnd.between(r, 1, 65_535), Rnd.octets(r, 32));
    }

    /** Without a good signature, which would take most of the time; {@link RealmDocumentTest} looks at those. */
    private static Envelope envelope(RandomGenerator r) {
        return new Envelope(realmDocument(r).body(), Rnd.octets(r, 32), Rnd.octets(r, 64));
    }

    private static RealmDocument fromBody(byte[] body) throws WireException {
        return new Envelope(Octets.of(body), RAW, Octets.EMPTY).document();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
