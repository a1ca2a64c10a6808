package dev.middleman.wire.id;

import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OctetsField;
import dev.middleman.wire.json.OutOfRange;
import dev.middleman.wire.json.TextField;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody who wants to join a realm is handed: which KA servers it has and who is admitted, signed by the realm's
 * key. It travels out of band, as a file or behind a link, so it may be longer than a message.
 *
 * <p>The file is {@code {"body", "pub", "sig"}} like a signed request; the signature covers "M2-realm-doc-v1" zero-padded
 * to 16 | realm id 32 | SHA-256(body) 32. The realm id is a hash of the key, so whoever knows the id needs no other trust.
 *
 * @param realmPub the realm's raw Ed25519 public key, 32 bytes
 * @param servers 1 to 16 KA servers
 * @param admission the rule by which members are known, for the membership policy; at most 64 characters; empty for none
 * @param sequence rises with every new edition, 0 to 2^53 - 1
 * @param notAfter when it stops being good, seconds since 1970, 0 to 2^53 - 1
 */
public record RealmDocument(Octets realmPub, List<KaAddress> servers, String admission, long sequence, long notAfter) {
    /** The most bytes a file may have. */
    public static final int MAX_BYTES = 16 * 1_024;

    private static final int MAX_SERVERS = 16;
    private static final int MAX_BODY = 12_000;
    private static final long MAX_EXACT = (1L << 53) - 1; // what every JSON reader can hold (RFC 8259 section 6)
    private static final int SIGNED_BYTES = 80;
    private static final int LABEL_BYTES = 16;
    private static final byte[] LABEL = "M2-realm-doc-v1".getBytes(StandardCharsets.US_ASCII);

    private static final OctetsField BODY = new OctetsField("body", 2, MAX_BODY, false);
    private static final OctetsField PUB = OctetsField.exactly("pub", Ed25519.KEY_BYTES);
    private static final OctetsField SIG = OctetsField.exactly("sig", Ed25519.SIGNATURE_BYTES);
    private static final TextField ADMISSION = new TextField("admission", 64);
    private static final String SERVERS = "servers";

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public RealmDocument {
        PUB.check(realmPub);
        servers = List.copyOf(servers);
        OutOfRange.unless(!servers.isEmpty() && servers.size() <= MAX_SERVERS, "servers has not 1 to 16 entries");
        ADMISSION.check(admission);
        checkExact("sequence", sequence);
        checkExact("notAfter", notAfter);
    }

    /** The id of the realm that has this key: SHA-256("M2-realm" | realmPub). */
    public static Octets realmIdOf(Octets realmPub) {
        return new Sha256().add("M2-realm").add(realmPub).octets();
    }

    /** This realm's id, 32 bytes. */
    public Octets realmId() {
        return realmIdOf(realmPub);
    }

    /** @param wallSeconds now, seconds since 1970 */
    public boolean isExpired(long wallSeconds) {
        return wallSeconds > notAfter;
    }

    /**
     * The signed file.
     *
     * @throws IllegalArgumentException when the pair is not the realm's
     */
    public byte[] sign(KeyPair realmKey) {
        if (!Ed25519.raw(realmKey.getPublic()).equals(realmPub)) {
            throw new IllegalArgumentException("not the realm's key");
        }
        Octets body = body();
        Octets sig = Ed25519.sign(realmKey.getPrivate(), signedBytes(realmPub, body));
        return new Envelope(body, realmPub, sig).encode();
    }

    /**
     * Reads a file and checks its signature. Whether it is the realm that was meant, and still good, is for the caller:
     * {@link #realmId()}, {@link #isExpired}.
     */
    public static RealmDocument parse(byte[] file) throws WireException {
        Envelope envelope = Envelope.parse(file);
        RealmDocument document = envelope.document();
        if (!Ed25519.verify(envelope.pub, signedBytes(envelope.pub, envelope.body), envelope.sig)) {
            throw new WireException("the signature is not the realm key's");
        }
        return document;
    }

    /** A file whose signature nobody has looked at. */
    record Envelope(Octets body, Octets pub, Octets sig) {

        static Envelope parse(byte[] file) throws WireException {
            return Json.read(file, MAX_BYTES, in -> new Envelope(BODY.read(in), PUB.read(in), SIG.read(in)));
        }

        byte[] encode() {
            JsonObject file = new JsonObject();
            BODY.put(file, body);
            PUB.put(file, pub);
            SIG.put(file, sig);
            return Json.write(file, MAX_BYTES);
        }

        RealmDocument document() throws WireException {
            return Json.read(body.toArray(), MAX_BODY, in -> bodyFromJson(pub, in));
        }
    }

    /** The JSON that is signed. */
    Octets body() {
        JsonObject out = new JsonObject();
        out.put(SERVERS, servers.stream().map(KaAddress::text).toList());
        ADMISSION.put(out, admission);
        out.put("sequence", sequence).put("notAfter", notAfter);
        return Octets.of(Json.write(out, MAX_BODY));
    }

    private static RealmDocument bodyFromJson(Octets pub, JsonObject in) throws WireException {
        List<KaAddress> servers = new ArrayList<>();
        for (Object server : in.list(SERVERS)) {
            servers.add(KaAddress.parse(JsonObject.asText(SERVERS, server)));
        }
        return new RealmDocument(pub, servers, ADMISSION.read(in), whole(in, "sequence"), whole(in, "notAfter"));
    }

    private static long whole(JsonObject in, String name) throws WireException {
        return JsonObject.asWhole(name, in.require(name));
    }

    private static void checkExact(String name, long value) {
        OutOfRange.unless(value >= 0 && value <= MAX_EXACT, name + " " + value + " is not in 0..9007199254740991");
    }

    private static byte[] signedBytes(Octets pub, Octets body) {
        return ByteBuffer.allocate(SIGNED_BYTES)
                .put(LABEL)
                .position(LABEL_BYTES)
                .put(realmIdOf(pub).toArray())
                .put(new Sha256().add(body).octets().toArray())
                .array();
    }
}
