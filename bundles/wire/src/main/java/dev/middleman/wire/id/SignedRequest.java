package dev.middleman.wire.id;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OctetsField;
import java.security.KeyPair;

/**
 * A request whose sender proves to hold an Ed25519 key. Parsing it proves nothing: {@link #verify} does.
 *
 * @param body the JSON that is signed for, 2 to 648 bytes: more would not fit one message
 * @param pub the raw Ed25519 public key, 32 bytes
 * @param sig the Ed25519 signature over {@link ProofContext#proofInput}, 64 bytes
 */
public record SignedRequest(Octets body, Octets pub, Octets sig) {
    /** The most bytes a signed body may have. */
    public static final int MAX_BODY = 648;

    private static final OctetsField BODY = new OctetsField("body", 2, MAX_BODY, false);
    private static final OctetsField PUB = OctetsField.exactly("pub", Ed25519.KEY_BYTES);
    private static final OctetsField SIG = OctetsField.exactly("sig", Ed25519.SIGNATURE_BYTES);

    /** @throws IllegalArgumentException when a length is out of its range; names it and the range */
    public SignedRequest {
        BODY.check(body);
        PUB.check(pub);
        SIG.check(sig);
    }

    /**
     * Signs a request.
     *
     * @param body encoded JSON, not padded; holds the context's nonce
     * @param key an Ed25519 pair
     */
    public static SignedRequest sign(byte[] body, ProofContext context, KeyPair key) {
        Octets octets = Octets.of(body);
        Octets sig = Ed25519.sign(key.getPrivate(), context.proofInput(octets));
        return new SignedRequest(octets, Ed25519.raw(key.getPublic()), sig);
    }

    /** Whether the holder of {@code pub} signed this body in this context. */
    public boolean verify(ProofContext context) {
        return Ed25519.verify(pub, context.proofInput(body), sig);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        JsonObject out = new JsonObject();
        BODY.put(out, body);
        PUB.put(out, pub);
        SIG.put(out, sig);
        return Json.write(out, Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. The body is not looked into. */
    public static SignedRequest parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, in -> new SignedRequest(BODY.read(in), PUB.read(in), SIG.read(in)));
    }
}
