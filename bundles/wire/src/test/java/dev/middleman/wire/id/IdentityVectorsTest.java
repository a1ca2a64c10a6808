package dev.middleman.wire.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.middleman.wire.Vectors;
import dev.middleman.wire.Vectors.Vector;
import dev.middleman.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentityVectorsTest {

    static List<Vector> keys() {
        return Vectors.read("identity.json", "keys");
    }

    static List<Vector> badKeys() {
        return Vectors.read("identity.json", "badKeys");
    }

    static List<Vector> realms() {
        return Vectors.read("identity.json", "realms");
    }

    static List<Vector> pids() {
        return Vectors.read("identity.json", "pids");
    }

    static List<Vector> nonces() {
        return Vectors.read("identity.json", "nonces");
    }

    static List<Vector> signedRequests() {
        return Vectors.read("identity.json", "signedRequests");
    }

    static List<Vector> targetBlobs() {
        return Vectors.read("identity.json", "targetBlobs");
    }

    static List<Vector> realmDocuments() {
        return Vectors.read("identity.json", "realmDocuments");
    }

    static List<Vector> servers() {
        return Vectors.read("text.json", "servers");
    }

    static List<Vector> badServers() {
        return Vectors.read("text.json", "badServers");
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shouldConvertKeysBothWays(Vector vector) throws WireException {
        assertThat(Ed25519.raw(Ed25519.publicKey(vector.hex("pub")))).isEqualTo(vector.hex("pub"));
        byte[] message = {1, 2, 3};
        Octets sig = Ed25519.sign(Ed25519.privateKey(vector.hex("seed").toArray()), message);
        assertThat(Ed25519.verify(vector.hex("pub"), message, sig)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void shouldRefuseShortAndNonCanonicalKeys(Vector vector) {
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> Ed25519.publicKey(vector.hex("pub")));
        assertThat(Ed25519.verify(vector.hex("pub"), new byte[1], Octets.of(new byte[64])))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("realms")
    void shouldHashARealmsKeyToItsId(Vector vector) {
        assertThat(RealmDocument.realmIdOf(vector.hex("realmPub"))).isEqualTo(vector.hex("realmId"));
    }

    @ParameterizedTest
    @MethodSource("pids")
    void shouldHashAPeersKeyToItsId(Vector vector) throws WireException {
        Pid pid = Pid.of(vector.hex("realmId"), vector.hex("pub"));
        ByteBuffer bytes = ByteBuffer.wrap(vector.hex("pid").toArray());
        assertThat(pid).isEqualTo(new Pid(bytes.getLong(), bytes.getLong()));
        assertThat(pid.text()).isEqualTo(vector.text("text"));
        assertThat(Pid.parse(vector.text("text"))).isEqualTo(pid);
    }

    @ParameterizedTest
    @MethodSource("nonces")
    void shouldIssueTheNonceOfTheVector(Vector vector) {
        long random = Long.parseUnsignedLong(vector.text("random"), 16);
        RandomGenerator fixed = () -> random;
        Nonces nonces = new Nonces(vector.hex("secret").toArray(), fixed);
        assertThat(nonces.issue(vector.number("wallSeconds"))).isEqualTo(vector.hex("nonce"));
        assertThat(nonces.isValid(vector.hex("nonce"), vector.number("wallSeconds")))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("signedRequests")
    void shouldSignARequestAsTheVectorSays(Vector vector) throws WireException {
        ProofContext context = new ProofContext(
                vector.text("role").equals("P") ? Role.PEER : Role.MIDDLEMAN,
                vector.hex("realmId"),
                vector.hex("kaId"),
                vector.hex("nonce"));
        byte[] body = ascii(vector.text("body"));
        assertThat(Octets.of(context.proofInput(Octets.of(body)))).isEqualTo(vector.hex("proofInput"));
        assertThat(context.proofInput(Octets.of(body))).hasSize(ProofContext.PROOF_BYTES);

        SignedRequest request = SignedRequest.parse(ascii(vector.text("request")));
        assertThat(request.body()).isEqualTo(Octets.of(body));
        assertThat(request.sig()).isEqualTo(vector.hex("signature"));
        assertThat(request.verify(context)).isTrue();
        assertThat(SignedRequest.sign(body, context, pair(vector, request.pub())))
                .isEqualTo(request);
        assertThat(new String(request.encode(), StandardCharsets.US_ASCII)).isEqualTo(vector.text("request"));
    }

    @ParameterizedTest
    @MethodSource("targetBlobs")
    void shouldSignATargetsBlobAsTheVectorSays(Vector vector) throws WireException {
        TargetBlob blob = TargetBlob.parse(vector.hex("blob").toArray());
        assertThat(Octets.of(blob.encode())).isEqualTo(vector.hex("blob"));
        assertThat(blob.verify(vector.hex("realmId"), vector.hex("callerBlob"), Pid.parse(vector.text("pid"))))
                .isTrue();
        assertThat(Octets.of(TargetBlob.signatureInput(
                        vector.hex("realmId"), vector.hex("callerBlob"), vector.hex("ephemeral"))))
                .isEqualTo(vector.hex("signatureInput"));
        assertThat(TargetBlob.sign(
                        vector.hex("realmId"),
                        vector.hex("callerBlob"),
                        vector.hex("ephemeral"),
                        pair(vector, blob.identity())))
                .isEqualTo(blob);
    }

    @ParameterizedTest
    @MethodSource("realmDocuments")
    void shouldReadAndWriteTheRealmDocumentOfTheVector(Vector vector) throws WireException {
        RealmDocument document = RealmDocument.parse(ascii(vector.text("file")));
        List<KaAddress> servers = new ArrayList<>();
        for (Object server : vector.list("servers")) {
            servers.add(KaAddress.parse((String) server));
        }
        assertThat(document)
                .isEqualTo(new RealmDocument(
                        document.realmPub(),
                        servers,
                        vector.text("admission"),
                        vector.number("sequence"),
                        vector.number("notAfter")));
        assertThat(document.realmId()).isEqualTo(vector.hex("realmId"));
        assertThat(new String(document.sign(pair(vector, document.realmPub())), StandardCharsets.US_ASCII))
                .isEqualTo(vector.text("file"));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void shouldReadAServersAddress(Vector vector) throws WireException {
        KaAddress address = KaAddress.parse(vector.text("text"));
        assertThat(address)
                .isEqualTo(new KaAddress(vector.text("host"), (int) vector.number("port"), vector.hex("kaId")));
        assertThat(address.text()).isEqualTo(vector.text("canonical"));
    }

    @ParameterizedTest
    @MethodSource("badServers")
    void shouldRefuseWhatIsNoServersAddress(Vector vector) {
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> KaAddress.parse(vector.text("text")));
    }

    private static KeyPair pair(Vector vector, Octets pub) throws WireException {
        return new KeyPair(
                Ed25519.publicKey(pub), Ed25519.privateKey(vector.hex("seed").toArray()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
